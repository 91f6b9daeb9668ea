"""Rendered HTML kept in memory under a key that names everything it was made from.

A key holds the very figures that the HTML shows, so nothing is ever invalidated: other figures are another key.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask, current_app

_CAPACITY = 256
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class RecentlyUsed(Generic[Key, Value]):
    """The last `capacity` values by key, safe between threads."""

    def __init__(self, capacity: int) -> None:
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._capacity = capacity
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """The value under the key, which is now the youngest; None when there is none."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
        return value

    def put(self, key: Key, value: Value) -> None:
        """Keeps the value; the oldest goes when there are too many."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._capacity:
                self._values.popitem(last=False)


class AppCache(Generic[Value]):
    """The last `capacity` values by key, made where they are missing; two threads may rarely make the same value.

    Every app has its own: another city, or a demonstration, shows other words for the same figures.
    """

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._by_app: WeakKeyDictionary[Flask, RecentlyUsed[Hashable, Value]] = WeakKeyDictionary()
        self._capacity = capacity

    def values(self) -> RecentlyUsed[Hashable, Value]:
        """The current app's own values."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        values = self._by_app.get(app)
        return self._by_app.setdefault(app, RecentlyUsed(self._capacity)) if values is None else values

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under the key, made now if it is not there."""
        values = self.values()
        value = values.get(key)
        if value is None:
            value = make()
            values.put(key, value)
        return value
