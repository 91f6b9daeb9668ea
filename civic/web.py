"""The plumbing between Flask and the house: services of the app, guards on endpoints, errors as answers, headers."""

import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.templating import Environment
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from civic.calendar import CityCalendar
from civic.city.pack import City
from civic.config import Settings
from civic.db import Database
from civic.errors import DomainError, NotFound, TooMany, TryAgain, Unauthenticated, msgid
from civic.locale import Language, best_language, gettext

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()
Result = TypeVar("Result")
View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Services:
    """What every package may use of the running app."""

    settings: Settings
    database: Database
    city: City
    calendar: CityCalendar
    languages: dict[str, Language]
    rooms: dict[str, Any] = field(default_factory=dict)
    """What upper packages hang into the app, by their own names (civic does not know what it is)."""


def services() -> Services:
    """The services of the current app."""
    found: Services = current_app.extensions["tongxing"]
    return found


def reading() -> Session:
    """The request's session for reading, one deferred transaction from its first use to the request's end."""
    if "reading" not in g:
        g.reading_stack = ExitStack()
        g.reading = g.reading_stack.enter_context(services().database.read())
    session: Session = g.reading
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction, committed at the end of the block; what is read afterwards sees it.

    Raises:
        TryAgain: the database is locked or away; nothing was written.
    """
    end_reading()
    with services().database.write() as session:
        yield session


def committed(work: Callable[[Session], Result]) -> Result:
    """Does a short write together with those of other requests, and returns when it is durable.

    Raises:
        TryAgain: the database is locked or away; nothing was written.
    """
    end_reading()
    return services().database.commit(work)


def end_reading(_error: BaseException | None = None) -> None:
    """Ends the request's read transaction, if one is open."""
    stack: ExitStack | None = g.pop("reading_stack", None)
    g.pop("reading", None)
    if stack is not None:
        stack.close()


class Templates(Environment):
    """Jinja whose templates share one dictionary of globals: a chain of two is walked in Python at every page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class Application(Flask):
    """Flask without the look at each function whether it is asynchronous: none of ours is."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


# Guards: every endpoint says who may come. A test walks the URL map and fails on one that says nothing.


def public(view: View) -> View:
    """Anybody may come."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Only residents who are signed in; others are sent to sign in and come back."""
    view.guard = "signed_in"  # type: ignore[attr-defined]
    return view


def allowed(may: Callable[..., bool]) -> Callable[[View], View]:
    """Only those for whom the predicate `may(actor)` of a permissions module holds."""

    def mark(view: View) -> View:
        view.guard = may  # type: ignore[attr-defined]
        return view

    return mark


def confirms_session(view: View) -> View:
    """Beside the guard of a public view: sent a form, it asks who acts in the transaction that writes, not before.

    That saves the busiest write a statement, and no sign-out comes in between. Until then the name in the session
    counts, which is signed but may have been ended; the view calls `limits.spend_visitors_write` when it was.
    """
    view.confirms_session = True  # type: ignore[attr-defined]
    return view


def check_guard() -> None:
    """Before each request: holds the endpoint's guard against the actor.

    Raises:
        Unauthenticated: somebody signed in is needed.
        NotFound: a page whose existence is nobody else's business.
    """
    if request.endpoint is None or request.endpoint == "static":
        return
    guard = getattr(current_app.view_functions[request.endpoint], "guard", None)
    if guard == "public":
        return
    if not current_user.is_authenticated:
        raise Unauthenticated("Please sign in first.")
    if guard != "signed_in" and not (callable(guard) and guard(current_user)):
        raise NotFound("This page does not exist.")


class RowNumber(IntegerConverter):
    """A row's number in an address, `<row:id>`: what no 64-bit column could hold leads to no page."""

    regex = "[1-9][0-9]{0,17}"


# Small helpers of the edge


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


def seen(location: str, said: str = "") -> BaseResponse:
    """303: done, now look there. The next page says `said` (marked with `msgid`), once."""
    if said:
        session["said"] = said
    return redirect(location, 303)


def last_said() -> str:
    """What the page at hand has to say about what was just done, in the reader's language; said once."""
    return gettext(session.pop("said")) if "said" in session else ""


# Errors as answers


def register_errors(app: Flask) -> None:
    """Domain errors, HTTP errors and accidents, each turned into a page in one place."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _accident)


def _domain_error(error: DomainError) -> BaseResponse | Response:
    if isinstance(error, Unauthenticated) and not wants_fragment():
        here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else url_for("home.page")
        return seen(url_for("residents.signin", next=here))
    if isinstance(error, TryAgain) and error.__cause__ is not None:  # "busy" may be a schema that does not fit
        log.error("database", endpoint=request.endpoint, error=str(error.__cause__))
    response = _page(error.status, gettext(error.message, **error.values))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _database_error(error: OperationalError) -> BaseResponse | Response:
    log.error("database", endpoint=request.endpoint, exc_info=error)
    return _domain_error(TryAgain("The server is very busy. Nothing was saved; please try again."))


def _csrf_error(_error: CSRFError) -> Response:
    return _page(
        400,
        gettext("This form was open too long or came from elsewhere. Please go back, reload and send again."),
    )


_HTTP_MESSAGES = {
    400: msgid("The server could not understand this request."),
    403: msgid("You may not do this."),
    404: msgid("This page does not exist."),
    405: msgid("This page does not take that."),
    413: msgid("That is too large to send."),
    429: msgid("That was very often in a short time. Please wait a moment and try again."),
    431: msgid("That is too large to send."),
}


def _http_error(error: HTTPException) -> BaseResponse | Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if status >= 500:
        return _accident(error)
    response = _page(status, gettext(_HTTP_MESSAGES.get(status, _HTTP_MESSAGES[400])))
    retry = dict(error.get_headers()).get("Retry-After")
    if retry or status == 429:
        response.headers["Retry-After"] = retry or "60"
    return response


def _accident(error: Exception) -> Response:
    reference = uuid.uuid4().hex[:8]
    log.error("unexpected", reference=reference, method=request.method, endpoint=request.endpoint, exc_info=error)
    return _page(500, gettext("Something went wrong on our side."), reference)


_ADVICE = {
    400: msgid("Go back, reload the page and try again."),
    401: msgid("Sign in, then come back to this page."),
    404: msgid("Check the address, or start again from the home page."),
    409: msgid("Open the form anew and send it again."),
    413: msgid("Send less at once."),
    429: msgid("Wait a moment, then try again."),
    500: msgid("It is not your fault. Please try again; if it happens again, tell us the reference number."),
    503: msgid("Wait a few seconds and send it again."),
}


def _page(status: int, message: str, reference: str | None = None) -> Response:
    """An error page, or a fragment where htmx asked for one."""
    if "language" not in g:  # refused before the request began, by its host name for example
        start_request()
    if status == 503:
        g.actor_unknown = True  # who it is, if it is not known yet, would be asked of the database that just failed
    end_reading()
    template = "civic/_error.html" if wants_fragment() else "civic/error.html"
    page = render_template(
        template,
        status=status,
        title=gettext("That did not work"),
        message=message,
        what_to_do=gettext(_ADVICE.get(status, _ADVICE[404])),
        reference=reference,
    )
    return make_response(page, status)


# Headers


class SecurityHeaders:
    """WSGI middleware that sets the same strict headers on every answer, also on static files and errors."""

    def __init__(self, application: "WSGIApplication", style_hash: str, *, secure: bool) -> None:
        self._application = application
        policy = "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                f"style-src 'self' '{style_hash}'",
                "img-src 'self' data:",
                "connect-src 'self'",
                "manifest-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            )
        )
        self._headers = [
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
        ]
        if secure:
            self._headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.extend(self._headers)
            if not any(name.lower() == "cache-control" for name, _ in headers):
                headers.append(("Cache-Control", "private, no-cache"))
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self._application(environ, start)


def new_key() -> str:
    """A fresh idempotency key for a form; the page that carries it is good for one request."""
    g.has_one_time_key = True
    return secrets.token_urlsafe(16)


def start_request() -> None:
    """Chooses the language and the theme of the request: the query, else the cookie, else the browser."""
    house, cookies = services(), request.cookies
    asked = request.args if request.environ.get("QUERY_STRING") else {}
    code = asked.get("lang", "")
    if code not in house.languages:
        code = cookies.get("lang", "")
    if code not in house.languages:
        accept = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
        code = best_language(accept, house.languages) or house.city.languages[0]
    theme = asked.get("theme") or cookies.get("theme", "")
    g.language = house.languages[code]
    g.theme = theme if theme in ("light", "dark") else "auto"
    g.look = (code, g.theme, request.script_root)


def keep_preferences(response: Response) -> Response:
    """Remembers a language or theme that was chosen through the query."""
    if not request.query_string:
        return response
    secure = services().settings.secure_cookies
    for name, value in (("lang", g.language.code), ("theme", g.theme)):
        if request.args.get(name) == value:
            response.set_cookie(name, value, max_age=31_536_000, secure=secure, httponly=True, samesite="Lax")
    return response
