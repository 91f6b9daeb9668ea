"""A resident's page, made and packed once for as long as it says the same.

The key names all that a page is made from: its address, the language and the theme, the resident with everything known
of them, the session's form token, and the facts that the view looked up. Other facts or another resident are another
key, so nothing is ever invalidated and nobody meets somebody else's page. A browser that has the page already is told
so instead of being sent it again.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Response, g, request, session
from flask_login import current_user

from civic.caching import compression
from civic.caching.memory import AppCache

_CAPACITY = 1024


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's bytes in the encoding of its key, and the name of what it says."""

    body: bytes
    etag: str


_pages: AppCache[_Page] = AppCache(_CAPACITY)


def kept_page(facts: Hashable, make: Callable[[], str]) -> Response:
    """The page that `make()` renders from these facts.

    Only for pages that answer 200 and show nothing beyond the facts and what every template knows; a page that starts
    a session or carries a form's one-time key is sent, but not kept.
    """
    encoding = compression.best(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    if not current_user.is_authenticated or "notice" in session:  # civic/front.py keeps the pages of visitors
        return Response(make())
    address = (request.path, request.environ.get("QUERY_STRING", ""))
    reader = (current_user._get_current_object(), session.get("csrf_token"))
    key = (address, g.look, reader, encoding, facts)
    pages = _pages.values()
    page = pages.get(key)
    if page is None:
        page = _page(make(), encoding)
        if not (session.modified or "has_one_time_key" in g):
            pages.put(key, page)
    return _answer(page, encoding)


def _page(html: str, encoding: str) -> _Page:
    plain = html.encode()
    return _Page(compression.pack(plain, encoding), f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"')


def _answer(page: _Page, encoding: str) -> Response:
    headers = [("ETag", page.etag), ("Vary", "Accept-Encoding, Accept-Language")]
    if page.etag in request.environ.get("HTTP_IF_NONE_MATCH", ""):
        return Response(status=304, headers=headers)
    if encoding:
        headers.append(("Content-Encoding", encoding))
    return Response(page.body, headers=headers, content_type="text/html; charset=utf-8")
