"""Rendered HTML kept in memory under a key that names everything it was made from.

A key holds the very figures that the HTML shows, so nothing is ever invalidated: other figures are another key.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

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
