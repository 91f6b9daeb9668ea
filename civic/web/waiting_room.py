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

from prometheus_client import Counter

from civic.errors import TryAgain
from civic.web.problems import ADDRESSES, ANYWHERE, MIMETYPE, TITLES, problem_text
from civic.web.requests import SAFE_METHODS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_WORK = 8
"""A write waits for the disk, not for Python; on SQLite the committing thread takes all that wait along."""
_WRITING = 6
"""So many of them at most write: a database that cannot write, its standby lost, can still be read."""
_PATIENCE_S = 8.0
_RETRY_AFTER_S = "5"
_SENT_AWAY = Counter("tongxing_requests_sent_away", "Requests for which there was no place")
_ALWAYS_IN = frozenset({"/healthz", "/readyz", "/metrics"})
"""Whoever watches the server asks here, and must not take a busy one for a dead one."""


class WaitingRoom:
    """The places of a process: `at_work`, `writing` of those at most for writes, and `waiting`."""

    def __init__(
        self, waiting: int, at_work: int = AT_WORK, writing: int = _WRITING, patience_s: float = _PATIENCE_S
    ) -> None:
        self._free = at_work
        self._free_for_writing = writing
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
        self._take(writes=writes)
        try:
            yield
        finally:
            self._give(writes=writes)

    def _take(self, *, writes: bool) -> None:
        line = self._writers if writes else self._readers
        with self._lock:
            if self._free and (self._free_for_writing or not writes):
                self._free -= 1
                self._free_for_writing -= writes
                return
            if self.waiting >= (self._most if writes else self._most // 2):
                raise TryAgain()
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
                raise TryAgain()

    def _give(self, *, writes: bool) -> None:
        """Hands the turn on to who came first, writers before readers."""
        with self._lock:
            self._free_for_writing += writes
            if self._writers and self._free_for_writing:
                self._free_for_writing -= 1
                self._writers.popleft().release()
            elif self._readers:
                self._readers.popleft().release()
            else:
                self._free += 1


class Sheds:
    """WSGI middleware that lets requests in by their turn, and answers 503 to those for whom there is no place."""

    def __init__(
        self, application: "WSGIApplication", room: WaitingRoom, *, read: Sequence[str], written: Sequence[str]
    ) -> None:
        self._application = application
        self._room = room
        self._pages = {False: _page(read), True: _page(written)}
        self._problem = problem_text(503, TITLES[503], " ".join(read)).encode()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") in _ALWAYS_IN:
            return self._application(environ, start_response)
        writes = environ["REQUEST_METHOD"] not in SAFE_METHODS
        try:
            with self._room.turn(writes=writes):
                return self._application(environ, start_response)
        except TryAgain:
            _SENT_AWAY.inc()
            page, kind = self._answer(environ["PATH_INFO"], writes=writes)
            headers = [*kind, ("Retry-After", _RETRY_AFTER_S), ("Content-Length", str(len(page)))]
            start_response("503 Service Unavailable", headers)
            return [page]

    def _answer(self, path: str, *, writes: bool) -> tuple[bytes, list[tuple[str, str]]]:
        """A page for people, problem details for programs; with the headers that say which."""
        if path.startswith(ADDRESSES):
            return self._problem, [("Content-Type", MIMETYPE), ANYWHERE]
        return self._pages[writes], [("Content-Type", "text/html; charset=utf-8")]


def _page(sentences: Sequence[str]) -> bytes:
    """The sentence in each of the city's languages: whose it is, was not asked yet."""
    lines = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    sight = '<meta name="viewport" content="width=device-width">'
    return f'<!doctype html><meta charset="utf-8">{sight}<title>503</title>{lines}\n'.encode()
