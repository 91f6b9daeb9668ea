"""Writes committed together: what becomes of the others when one is refused, and when nobody's turn comes."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from civic.committer import Committer, each_in_turn
from civic.errors import Invalid, TryAgain

PATIENCE_S = 5.0


class Ledger:
    """A stand-in for the database: transactions that keep, or forget, what was written into them."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.locked = False
        self.asked = 0

    @contextmanager
    def write(self) -> Iterator[Any]:
        self.asked += 1
        if self.locked:
            raise TryAgain("locked")
        draft: list[str] = []
        yield draft
        self.kept += draft


def together(ledger: Ledger, works: list[Callable[[Any], Any]], *, locked: bool = False) -> list[Future[Any]]:
    """All works handed over while the thread is busy with an earlier one, so that they are done at once."""
    committer, gate, begun = Committer(PATIENCE_S), threading.Event(), threading.Event()

    def earlier(_session: Any) -> None:
        begun.set()
        gate.wait(PATIENCE_S)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        pool.submit(committer.commit, earlier, each_in_turn, ledger.write)
        assert begun.wait(PATIENCE_S)
        futures = [pool.submit(committer.commit, work, each_in_turn, ledger.write) for work in works]
        while committer._queue.qsize() < len(works):
            time.sleep(0.001)
        ledger.locked, ledger.asked = locked, 0
        gate.set()
    return futures


def writing(name: str) -> Callable[[Any], str]:
    def work(session: Any) -> str:
        session.append(name)
        return name

    return work


def refused(session: Any) -> None:
    session.append("half")
    raise Invalid("No.")


def test_neighbours_of_a_refused_work_are_kept_and_nothing_of_it() -> None:
    ledger = Ledger()
    first, second, third = together(ledger, [writing("a"), refused, writing("b")])
    assert (first.result(), third.result()) == ("a", "b")
    with pytest.raises(Invalid):
        second.result()
    assert sorted(ledger.kept) == ["a", "b"]


def test_a_locked_database_is_waited_for_once_by_all() -> None:
    """Not by one after the other: the last of thirty would wait for minutes."""
    ledger = Ledger()
    for future in together(ledger, [writing("a"), writing("b"), writing("c")], locked=True):
        with pytest.raises(TryAgain):
            future.result()
    assert ledger.asked == 1
    assert ledger.kept == []
