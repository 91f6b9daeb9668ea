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
Value = TypeVar("Value")


class Cache(Generic[Value]):
    """The last `capacity` values by key, safe between threads; two threads may rarely make the same value.

    Every app has its own: another city, or a demonstration, shows other words for the same figures.
    """

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._shelves: WeakKeyDictionary[Flask, OrderedDict[Hashable, Value]] = WeakKeyDictionary()
        self._capacity = capacity
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under the key, made now if it is not there."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            values = self._shelves.setdefault(app, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = make()
        with self._lock:
            values[key] = value
            if len(values) > self._capacity:
                values.popitem(last=False)
        return value
