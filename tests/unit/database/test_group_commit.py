"""Writes committed together: what becomes of the others when one is refused, and when nobody's turn comes."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from civic.database.group_commit import GroupCommit, WriteMany, each_in_turn
from civic.errors import DomainError, Invalid, TryAgain

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


def together(
    ledger: Ledger, items: Sequence[Any], write_many: WriteMany[Any, Any, Any] = each_in_turn, *, locked: bool = False
) -> list[Future[Any]]:
    """All items handed over while the thread is busy with an earlier one, so that they are done at once."""
    committer, gate, begun = GroupCommit(PATIENCE_S), threading.Event(), threading.Event()

    def earlier(_session: Any) -> None:
        begun.set()
        gate.wait(PATIENCE_S)

    with ThreadPoolExecutor(len(items) + 1) as pool:
        pool.submit(committer.commit, earlier, each_in_turn, ledger.write)
        assert begun.wait(PATIENCE_S)
        futures = [pool.submit(committer.commit, item, write_many, ledger.write) for item in items]
        while committer._queue.qsize() < len(items):
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


def test_writers_of_many_refuse_some_and_keep_the_others() -> None:
    ledger = Ledger()

    def write_many(draft: list[str], names: Sequence[str]) -> list[str | DomainError]:
        kept = [name for name in names if name != "refused"]
        draft += kept
        return [name if name in kept else Invalid("No.") for name in names]

    first, second, third = together(ledger, ["a", "refused", "b"], write_many)
    assert (first.result(), third.result()) == ("a", "b")
    with pytest.raises(Invalid):
        second.result()
    assert ledger.kept == ["a", "b"]
    assert ledger.asked == 1


def test_each_kind_of_work_has_a_transaction_of_its_own() -> None:
    ledger, committer, gate = Ledger(), GroupCommit(PATIENCE_S), threading.Event()

    def write_many(draft: list[str], names: Sequence[str]) -> Sequence[str]:
        gate.wait(PATIENCE_S)
        draft.append("+".join(sorted(names)))
        return names

    with ThreadPoolExecutor(5) as pool:
        pool.submit(committer.commit, "first", write_many, ledger.write)
        while ledger.asked == 0:
            time.sleep(0.001)
        for name in ("a", "b"):
            pool.submit(committer.commit, name, write_many, ledger.write)
            pool.submit(committer.commit, writing(name), each_in_turn, ledger.write)
        while committer._queue.qsize() < 4:
            time.sleep(0.001)
        gate.set()
    assert sorted(ledger.kept) == ["a", "a+b", "b", "first"]
    assert ledger.asked == 3
