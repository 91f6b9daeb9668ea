"""Whose file is read next: one at a time, a few wait, the others are asked to come again at once."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from civic.bounded.limits import PATIENCE_S, SEATS, SEATS_EACH
from civic.errors import TryAgain


class Desk:
    """The seats of this process."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._counting = threading.Lock()
        self._seated: Counter[int] = Counter()
        self._at_work = threading.Lock()

    @contextmanager
    def turn(self, who: int) -> Iterator[None]:
        """Waits for the turn of resident `who` and holds it during the block.

        Raises:
            TryAgain: no seat is free, or the turn did not come in time.
        """
        self._sit_down(who)
        try:
            if not self._at_work.acquire(timeout=self._patience_s):
                raise busy()
            try:
                yield
            finally:
                self._at_work.release()
        finally:
            self._stand_up(who)

    def _sit_down(self, who: int) -> None:
        with self._counting:
            if self._seated.total() >= SEATS or self._seated[who] >= SEATS_EACH:
                raise busy()
            self._seated[who] += 1

    def _stand_up(self, who: int) -> None:
        with self._counting:
            self._seated[who] -= 1
            self._seated += Counter()  # forgets those who have left


def busy() -> TryAgain:
    """Too many files at once."""
    return TryAgain("Many files are arriving right now. Nothing was saved; please send yours again in a few seconds.")
