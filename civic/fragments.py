"""Rendered HTML kept in memory under a key that names everything it was made from.

A key holds the very figures that the HTML shows, so nothing is ever invalidated: other figures are another key.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, request

from civic import compression

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
    """A whole page by encoding ("" is none), with its entity tag."""

    bodies: Mapping[str, bytes]
    etag: str


def page(html: str) -> Page:
    """The page made ready to be sent many times."""
    plain = html.encode()
    bodies = {encoding: compression.pack(plain, encoding, hard=True) for encoding in ("", "br", "gzip")}
    return Page(bodies, f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"')


def respond(made: Page) -> Response:
    """The page in the best encoding the browser takes, or 304 when it has it already."""
    headers = [("ETag", made.etag), ("Vary", "Accept-Encoding, Accept-Language, Cookie")]
    if made.etag in request.environ.get("HTTP_IF_NONE_MATCH", ""):
        return Response(status=304, headers=headers)
    encoding = compression.accepted()
    if encoding:
        headers.append(("Content-Encoding", encoding))
    return Response(made.bodies[encoding], headers=headers, mimetype="text/html")
