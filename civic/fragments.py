"""Rendered HTML kept in memory under a key that names everything it was made from.

A key holds the very figures that the HTML shows, so nothing is ever invalidated: other figures are another key.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import brotli
from flask import Response, request

_CAPACITY = 256
Value = TypeVar("Value")


class Cache(Generic[Value]):
    """The last `capacity` values by key, safe between threads; two threads may rarely make the same value."""

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._capacity = capacity
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under the key, made now if it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._capacity:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page in the encodings browsers ask for, with its entity tag."""

    plain: bytes
    br: bytes
    gzip: bytes
    etag: str


def page(html: str) -> Page:
    """The page made ready to be sent many times."""
    plain = html.encode()
    return Page(
        plain,
        brotli.compress(plain, quality=9),
        gzip.compress(plain, 9, mtime=0),
        hashlib.sha256(plain).hexdigest()[:24],
    )


def respond(made: Page) -> Response:
    """The page in the best encoding the browser takes, or 304 when it has it already."""
    response = Response(mimetype="text/html")
    response.set_etag(made.etag, weak=True)
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    response.headers["Cache-Control"] = "private, no-cache"
    if made.etag in request.if_none_match:
        response.status_code = 304
        return response
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = next((name for name in ("br", "gzip") if name in accepted), "")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.data = {"br": made.br, "gzip": made.gzip, "": made.plain}[encoding]
    return response
