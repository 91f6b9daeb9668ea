"""How many requests a process works on at once, and how many may wait for that; the rest is told at once to come back.

A request that waits for longer than its reader does is work for nobody, and it keeps the next one waiting: under more
requests than a server can answer, one without an end to its queue answers none in time. Logging goes on before reading:
what is written is let in first, and reading may fill only half of the places.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from civic.errors import TryAgain
from civic.web.problems import ADDRESSES, ANYWHERE, MIMETYPE, TITLES, problem_text
from civic.web.requests import SAFE_METHODS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_WORK = 8
"""A write waits for the disk, not for Python; on SQLite the committing thread takes all that wait along."""
BUSY = "The server is very busy. Nothing was saved; please try again."
_PATIENCE_S = 8.0
_RETRY_AFTER_S = "5"
_ALWAYS_IN = frozenset({"/healthz", "/readyz", "/metrics"})
"""Whoever watches the server asks here, and must not take a busy one for a dead one."""


class WaitingRoom:
    """The places of a process: `at_work` and `waiting`."""

    def __init__(self, waiting: int, at_work: int = AT_WORK, patience_s: float = _PATIENCE_S) -> None:
        self._free = at_work
        self._most = waiting
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._writers: deque[threading.Lock] = deque()
        self._readers: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait at this moment."""
        return len(self._writers) + len(self._readers)

    @contextmanager
    def turn(self, *, writes: bool) -> Iterator[None]:
        """Waits for a turn and holds it during the block.

        Raises:
            TryAgain: all places are taken, or it took too long.
        """
        self._take(self._writers if writes else self._readers, self._most if writes else self._most // 2)
        try:
            yield
        finally:
            self._give()

    def _take(self, line: deque[threading.Lock], most: int) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if self.waiting >= most:
                raise TryAgain(BUSY)
            called = threading.Lock()
            called.acquire()
            line.append(called)
        if not called.acquire(timeout=self._patience_s):
            self._leave(line, called)

    def _leave(self, line: deque[threading.Lock], called: threading.Lock) -> None:
        """Gives up, unless the turn came at the last moment."""
        with self._lock:
            if called in line:
                line.remove(called)
                raise TryAgain(BUSY)

    def _give(self) -> None:
        """Hands the turn on to who came first, writers before readers."""
        with self._lock:
            line = self._writers or self._readers
            if line:
                line.popleft().release()
            else:
                self._free += 1


class Sheds:
    """WSGI middleware that lets requests in by their turn, and answers 503 to those for whom there is no place."""

    def __init__(self, application: "WSGIApplication", room: WaitingRoom, sentences: Sequence[str]) -> None:
        self._application = application
        self._room = room
        lines = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        self._page = f'<!doctype html><meta charset="utf-8"><title>503</title>{lines}\n'.encode()
        self._problem = problem_text(503, TITLES[503], " ".join(sentences)).encode()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") in _ALWAYS_IN:
            return self._application(environ, start_response)
        try:
            with self._room.turn(writes=environ["REQUEST_METHOD"] not in SAFE_METHODS):
                return self._application(environ, start_response)
        except TryAgain:
            page, kind = self._answer(environ["PATH_INFO"])
            headers = [*kind, ("Retry-After", _RETRY_AFTER_S), ("Content-Length", str(len(page)))]
            start_response("503 Service Unavailable", headers)
            return [page]

    def _answer(self, path: str) -> tuple[bytes, list[tuple[str, str]]]:
        """A page for people, problem details for programs; with the headers that say which."""
        if path.startswith(ADDRESSES):
            return self._problem, [("Content-Type", MIMETYPE), ANYWHERE]
        return self._page, [("Content-Type", "text/html; charset=utf-8")]
