"""What views ask of a request and say at its end: fragment or page, where to go next, keys of forms."""

import secrets
from urllib.parse import urlsplit

from flask import redirect, request, session
from werkzeug.wrappers import Response

from civic.caching.visitor_pages import is_chat
from civic.language.locale import gettext

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def safe_next(target: str | None, default: str) -> str:
    """A path of this site to go on to; anything else (another host, a scheme, a trick with slashes) is the default."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or len(target) > 500:
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(letter) < 0x21 or letter == "\\" for letter in target):
        return default
    return target


def in_chat() -> bool:
    """Whether the page is asked for inside WeChat."""
    return is_chat(request.headers.get("User-Agent", ""))


def front_page() -> str:
    """Where the site begins."""
    return f"{request.script_root}/"


def came_from() -> str:
    """The page of this site on which a form was sent; where the site begins, when the browser does not say."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return front_page()
    return safe_next(f"{parts.path}?{parts.query}" if parts.query else parts.path, front_page())


def redirect_after_post(location: str, notice: str = "", onward: str = "") -> Response:
    """303: done, now look there. The next page says `notice` (marked with `msgid`), once, and can lead `onward`."""
    if notice:
        session["notice"] = notice
    if onward:
        session["onward"] = onward
    return redirect(location, 303)


def lead_on(response: Response) -> Response:
    """A script that sends a form itself (static/forms.js) is told where to go instead of being sent there: it would
    follow at once, and what the next page says once would be said to nobody."""
    if "X-Form" in request.headers and response.status_code in (302, 303):
        response.headers["X-Onward"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def take_notice() -> str:
    """What the page at hand has to say about what was just done, in the reader's language; said once."""
    return gettext(session.pop("notice")) if "notice" in session else ""


def take_onward() -> str:
    """Where the notice leads, "" for nowhere."""
    return str(session.pop("onward")) if "onward" in session else ""


def new_idempotency_key() -> str:
    """A fresh idempotency key for a form; the page that carries it is good for one request."""
    return secrets.token_urlsafe(16)
