"""Pages that are the same for every visitor, answered before the app is asked.

A view says what its page was made from, and how to look that up again. As long as both are equal the same bytes are
sent; other figures make another page, so nothing is ever invalidated and nobody sees a stale board. Whoever carries
a session gets the app.

What a stranger may choose freely, addresses and headers, is kept for short ones only, and pages that turn out equal
share their bytes: nobody can fill the memory, or keep the processor packing, by asking in a thousand ways.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import structlog
from flask import request

from civic.caching import compression, etags
from civic.caching.compression import SHARED_PAGE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()
ENDPOINT = "tongxing.endpoint"
"""Where in a request's environment the endpoint stands that made the answer."""
_CAPACITY = 512
_LONGEST_KEY = 2_000
_Key = tuple[str, str, str, str, str, str, str]


def is_chat(user_agent: str) -> bool:
    """Whether WeChat's own browser asks: it saves no files and lends no camera, and pages say so."""
    return "MicroMessenger" in user_agent


@dataclass(frozen=True, slots=True)
class _PageFacts:
    """What a view says of its page: the facts it was made from, and how to look them up."""

    facts: object
    look_up: Callable[[], object]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Body:
    """A page's bytes by encoding ("" is none)."""

    bodies: Mapping[str, bytes]
    etag: str


@dataclass(frozen=True, slots=True)
class _CachedPage:
    """A page with the facts that it shows."""

    endpoint: str | None
    made_from: _PageFacts
    mimetype: str
    headers: list[tuple[str, str]]
    etag: str
    packed: _Body


def same_for_visitors(facts: object, look_up: Callable[[], object]) -> None:
    """Lets the page at hand, if it was asked for in a way that can be kept, be sent to other visitors while
    `look_up()` gives equal `facts`."""
    if SHARED_PAGE in request.environ:
        request.environ[SHARED_PAGE] = _PageFacts(facts, look_up)


class VisitorPages:
    """WSGI middleware that keeps shareable pages, compressed hard once, and sends them while they are true."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._pages: OrderedDict[_Key, _CachedPage] = OrderedDict()
        self._packed: WeakValueDictionary[str, _Body] = WeakValueDictionary()
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        key = (
            environ["wsgi.url_scheme"],
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),  # addresses for chat apps name it
            environ.get("HTTP_COOKIE", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            "chat" if is_chat(environ.get("HTTP_USER_AGENT", "")) else "",
        )
        if environ["REQUEST_METHOD"] != "GET" or "session" in key[4] or sum(map(len, key)) > _LONGEST_KEY:
            return self._application(environ, start_response)
        page = self._pages.get(key)
        if page is not None and _takes(environ, page) and _is_true(page):
            environ[ENDPOINT] = page.endpoint
            return _send(page, environ, start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: _Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The app's own answer; a page to be shared is kept before it is sent."""
        answer: list[Any] = []
        environ[SHARED_PAGE] = None

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer[:] = [status, headers]
            if _is_shareable(environ, status, headers):
                return lambda _data: None
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        body = self._application(environ, start)
        if not _is_shareable(environ, *answer):
            return body
        page = self._cache(environ, answer[1], b"".join(body))
        with self._lock:
            self._pages[key] = page
            if len(self._pages) > _CAPACITY:
                self._pages.popitem(last=False)
        return _send(page, environ, start_response)

    def _cache(self, environ: "WSGIEnvironment", headers: list[tuple[str, str]], plain: bytes) -> _CachedPage:
        own = {"content-length", "vary", "etag"}
        given = {name.lower(): value for name, value in headers}
        packed = self._pack(plain)
        return _CachedPage(
            endpoint=environ.get(ENDPOINT),
            made_from=environ[SHARED_PAGE],
            mimetype=given.get("content-type", "").partition(";")[0],
            headers=[
                *((name, value) for name, value in headers if name.lower() not in own),
                ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
            ],
            etag=given.get("etag", packed.etag),
            packed=packed,
        )

    def _pack(self, plain: bytes) -> _Body:
        digest = hashlib.sha256(plain).hexdigest()[:24]
        packed = self._packed.get(digest)
        if packed is None:
            bodies = {encoding: compression.pack(plain, encoding, hard=True) for encoding in ("", "br", "gzip")}
            packed = self._packed[digest] = _Body(bodies, f'W/"{digest}"')
        return packed


def _is_shareable(environ: "WSGIEnvironment", status: str, headers: list[tuple[str, str]]) -> bool:
    """A page to be shared that gives its visitor nothing of their own, as a cookie would be."""
    return (
        bool(environ[SHARED_PAGE]) and status.startswith("200") and "set-cookie" not in {n.lower() for n, _ in headers}
    )


def _takes(environ: "WSGIEnvironment", page: _CachedPage) -> bool:
    """Whether a page is surely what was asked for; when in doubt the app is asked, which may have a word to say."""
    accept = environ.get("HTTP_ACCEPT", "") or "*/*"
    return ("*/*" in accept or page.mimetype in accept) and "q=0" not in accept.replace("q=0.", "")


def _is_true(page: _CachedPage) -> bool:
    """Whether a page still shows what is so. When the database cannot say, the app is asked, and answers or reports
    whatever is wrong in its own words."""
    try:
        return page.made_from.look_up() == page.made_from.facts
    except Exception:
        log.warning("a kept page cannot be looked up", exc_info=True)
        return False


def _send(page: _CachedPage, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The page in the best encoding the browser takes, or 304 when it has it already."""
    known = etags.known(page.etag, environ.get("HTTP_IF_NONE_MATCH", ""))
    if known:
        start_response("304 Not Modified", [*page.headers, ("ETag", known)])
        return []
    encoding = compression.best(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.packed.bodies[encoding]
    etag = etags.packed(page.etag, encoding)
    headers = [*page.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", headers)
    return [body]
