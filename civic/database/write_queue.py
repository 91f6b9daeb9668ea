"""Whose turn it is to write to an SQLite file: one thread of one process at a time.

SQLite lets one writer in and leaves the others to its busy handler, which starves some of them for seconds. Here the
threads of a process queue at a lock of their own, so that only one of them asks for the file's lock, and a process
that has had a few turns in a row leaves a gap in which another one gets in.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civic.errors import TryAgain

_POLL_S = 0.0004
_GAP_S = 0.0008
_TURNS_IN_A_ROW = 6


class WriteQueue:
    """The turns of this process at one file."""

    def __init__(self, file: Path, patience_s: float) -> None:
        self._file = file
        self._patience_s = patience_s
        self._threads = threading.Lock()
        self._in_a_row = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for the turn and holds it during the block.

        Raises:
            TryAgain: it did not come within the patience given.
        """
        deadline = time.monotonic() + self._patience_s
        if not self._threads.acquire(timeout=self._patience_s):
            raise TryAgain()
        try:
            with self._file.open("a") as handle:
                self._lock(handle.fileno(), deadline)
                yield
        finally:
            self._threads.release()

    def _lock(self, descriptor: int, deadline: float) -> None:
        """The file's lock; closing the file gives it back."""
        self._in_a_row += 1
        if self._in_a_row > _TURNS_IN_A_ROW:
            self._in_a_row = 0
            time.sleep(_GAP_S)
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._in_a_row = 0
                if time.monotonic() > deadline:
                    raise TryAgain() from None
                time.sleep(_POLL_S)
            else:
                return
