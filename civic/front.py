"""Pages that are the same for every visitor, answered before the app is asked.

A view says what its page was made from, and how to look that up again. As long as both are equal the same bytes are
sent; other figures make another page, so nothing is ever invalidated and nobody sees a stale board. Whoever carries
a session gets the app.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request

from civic import compression
from civic.errors import TryAgain

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CAPACITY = 512
_OFFER = "tongxing.offer"
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a view says of its page: the facts it was made from, and how to look them up."""

    facts: object
    look_up: Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page by encoding ("" is none) with the facts that it shows."""

    offer: _Offer
    headers: list[tuple[str, str]]
    bodies: Mapping[str, bytes]
    etag: str


def same_for_visitors(facts: object, look_up: Callable[[], object]) -> None:
    """Lets the page at hand be sent to other visitors while `look_up()` gives equal `facts`."""
    request.environ[_OFFER] = _Offer(facts, look_up)


class FrontPages:
    """WSGI middleware that keeps offered pages, compressed hard once, and sends them while they are true."""

    def __init__(self, application: "WSGIApplication", served: Callable[[str, int], None]) -> None:
        self._application = application
        self._served = served
        self._pages: OrderedDict[_Key, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        cookie = environ.get("HTTP_COOKIE", "")
        if environ["REQUEST_METHOD"] != "GET" or "session=" in cookie:
            return self._application(environ, start_response)
        key = (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            cookie,
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        )
        kept = self._pages.get(key)
        if kept is not None and _is_true(kept):
            self._served(key[0], 200)
            return _send(kept, environ, start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: _Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The app's own answer; an offered page is kept before it is sent."""
        answer: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer[:] = [status, headers]
            if _OFFER in environ and status.startswith("200"):
                return lambda _data: None
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        body = self._application(environ, start)
        if _OFFER not in environ or not answer[0].startswith("200"):
            return body
        kept = _keep(environ[_OFFER], answer[1], b"".join(body))
        with self._lock:
            self._pages[key] = kept
            if len(self._pages) > _CAPACITY:
                self._pages.popitem(last=False)
        return _send(kept, environ, start_response)


def _is_true(kept: _Kept) -> bool:
    """Whether a page still shows what is so. When the database cannot say, the app answers, with its own words."""
    try:
        return kept.offer.look_up() == kept.offer.facts
    except TryAgain:
        return False


def _keep(offer: _Offer, headers: list[tuple[str, str]], plain: bytes) -> _Kept:
    own = {"content-length", "vary"}
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"'
    return _Kept(
        offer=offer,
        headers=[
            *((name, value) for name, value in headers if name.lower() not in own),
            ("ETag", etag),
            ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
        ],
        bodies={encoding: compression.pack(plain, encoding, hard=True) for encoding in ("", "br", "gzip")},
        etag=etag,
    )


def _send(kept: _Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The page in the best encoding the browser takes, or 304 when it has it already."""
    if kept.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", list(kept.headers))
        return []
    encoding = compression.best(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = kept.bodies[encoding]
    headers = [*kept.headers, ("Content-Length", str(len(body)))]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", headers)
    return [body]
