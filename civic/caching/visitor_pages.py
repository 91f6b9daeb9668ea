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

from flask import request

from civic.caching import compression
from civic.errors import TryAgain

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CAPACITY = 512
_LONGEST_KEY = 2_000
_OFFER = "tongxing.offer"
_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a view says of its page: the facts it was made from, and how to look them up."""

    facts: object
    look_up: Callable[[], object]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Packed:
    """A page's bytes by encoding ("" is none)."""

    bodies: Mapping[str, bytes]
    etag: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page with the facts that it shows."""

    offer: _Offer
    headers: list[tuple[str, str]]
    packed: _Packed


def same_for_visitors(facts: object, look_up: Callable[[], object]) -> None:
    """Lets the page at hand, if it was asked for in a way that can be kept, be sent to other visitors while
    `look_up()` gives equal `facts`."""
    if _OFFER in request.environ:
        request.environ[_OFFER] = _Offer(facts, look_up)


class VisitorPages:
    """WSGI middleware that keeps offered pages, compressed hard once, and sends them while they are true."""

    def __init__(self, application: "WSGIApplication", served: Callable[[str, int], None]) -> None:
        self._application = application
        self._served = served
        self._pages: OrderedDict[_Key, _Kept] = OrderedDict()
        self._packed: WeakValueDictionary[str, _Packed] = WeakValueDictionary()
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        key = (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST", ""),  # addresses for chat apps name it
            environ.get("HTTP_COOKIE", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        )
        if environ["REQUEST_METHOD"] != "GET" or "session" in key[3] or sum(map(len, key)) > _LONGEST_KEY:
            return self._application(environ, start_response)
        kept = self._pages.get(key)
        if kept is not None and _is_true(kept):
            self._served(key[0], 200)
            return _send(kept, environ, start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: _Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The app's own answer; an offered page is kept before it is sent."""
        answer: list[Any] = []
        environ[_OFFER] = None

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer[:] = [status, headers]
            if _may_be_kept(environ, status, headers):
                return lambda _data: None
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        body = self._application(environ, start)
        if not _may_be_kept(environ, *answer):
            return body
        kept = self._keep(environ[_OFFER], answer[1], b"".join(body))
        with self._lock:
            self._pages[key] = kept
            if len(self._pages) > _CAPACITY:
                self._pages.popitem(last=False)
        return _send(kept, environ, start_response)

    def _keep(self, offer: _Offer, headers: list[tuple[str, str]], plain: bytes) -> _Kept:
        own = {"content-length", "vary"}
        packed = self._pack(plain)
        return _Kept(
            offer=offer,
            headers=[
                *((name, value) for name, value in headers if name.lower() not in own),
                ("ETag", packed.etag),
                ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
            ],
            packed=packed,
        )

    def _pack(self, plain: bytes) -> _Packed:
        digest = hashlib.sha256(plain).hexdigest()[:24]
        packed = self._packed.get(digest)
        if packed is None:
            bodies = {encoding: compression.pack(plain, encoding, hard=True) for encoding in ("", "br", "gzip")}
            packed = self._packed[digest] = _Packed(bodies, f'W/"{digest}"')
        return packed


def _may_be_kept(environ: "WSGIEnvironment", status: str, headers: list[tuple[str, str]]) -> bool:
    """An offered page that gives its visitor nothing of their own, as a cookie would be."""
    return bool(environ[_OFFER]) and status.startswith("200") and "set-cookie" not in {n.lower() for n, _ in headers}


def _is_true(kept: _Kept) -> bool:
    """Whether a page still shows what is so. When the database cannot say, the app answers, with its own words."""
    try:
        return kept.offer.look_up() == kept.offer.facts
    except TryAgain:
        return False


def _send(kept: _Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The page in the best encoding the browser takes, or 304 when it has it already."""
    if kept.packed.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", list(kept.headers))
        return []
    encoding = compression.best(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = kept.packed.bodies[encoding]
    headers = [*kept.headers, ("Content-Length", str(len(body)))]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    start_response("200 OK", headers)
    return [body]
