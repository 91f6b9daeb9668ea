"""Short writes of many requests, committed together: each process has one thread that writes for all the others.

A commit waits for the disk, and a writer that shares Python's interpreter with its neighbours loses its place at
every statement. So requests hand over what they want to write and wait; the committing thread takes all that has
gathered, does what is alike in one transaction and wakes them after COMMIT: nothing is acknowledged before it is
durable. A writer of many may refuse some of its items and keep the others. Whatever else goes wrong rolls the whole
back, and each is done again on its own, so nobody pays for a neighbour.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, TypeVar

from sqlalchemy.orm import Session

from civic.errors import DomainError, TryAgain

_MOST_TOGETHER = 32
_GATHER_S = 0.001
Item = TypeVar("Item")
Result = TypeVar("Result")
WriteMany: TypeAlias = Callable[[Session, Sequence[Item]], Sequence[Result | DomainError]]
"""Writes items into one transaction; for each of them, in their order, what came of it or why it was refused.

It may be called twice for an item, the first time rolled back: it must touch nothing but the session. Two calls gather
if they name the same function, or the same method of the same object.
"""


class _Ticket:
    """One request's item, and what became of it."""

    def __init__(self, item: Any, write_many: WriteMany[Any, Any]) -> None:
        self.item = item
        self.write_many = write_many
        self._outcome: Any = None
        self._begun = threading.Lock()
        self._unfinished = threading.Lock()  # an Event costs a request four times as much
        self._unfinished.acquire()

    def begin(self) -> bool:
        """Claims the ticket for the committing thread, or for the request that gives it up: whoever is first."""
        return self._begun.acquire(blocking=False)

    def finish(self, outcome: Any) -> None:
        """Wakes the request with its result, or with the error that it has to raise."""
        self._outcome = outcome
        self._unfinished.release()

    def wait(self, patience_s: float) -> Any:
        """The result, once it is durable; raises what was raised, or TryAgain when its turn never came."""
        if not self._unfinished.acquire(timeout=patience_s):
            if self.begin():
                raise TryAgain("The server is very busy. Nothing was saved; please try again.")
            self._unfinished.acquire()
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


class Committer:
    """The committing thread of this process for one database; it starts with the first work."""

    def __init__(self, write: Callable[[], AbstractContextManager[Session]], patience_s: float) -> None:
        self._write = write
        self._patience_s = patience_s
        self._queue: SimpleQueue[_Ticket] = SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def commit(self, work: Callable[[Session], Result]) -> Result:
        """Does the work in a write transaction, perhaps together with others, and returns after COMMIT.

        `work` may be called twice, the first time rolled back: it must touch nothing but the session.

        Raises:
            TryAgain: the database was locked or away; nothing was written.
        """
        return self.commit_among(work, _one_after_the_other)

    def commit_among(self, item: Item, write_many: WriteMany[Item, Result]) -> Result:
        """Has the item written, together with others of its kind, and returns what came of it after COMMIT.

        Raises:
            TryAgain: the database was locked or away; nothing was written.
            DomainError: the item was refused.
        """
        ticket = _Ticket(item, write_many)
        self._queue.put(ticket)
        if self._thread is None or not self._thread.is_alive():
            self._ensure_thread()
        done: Result = ticket.wait(self._patience_s)
        return done

    def _ensure_thread(self) -> None:
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        together: list[_Ticket] = []
        while True:
            busy = len(together) > 1
            together = [self._queue.get()]
            if busy:  # the others of the last time are about to come again: one commit for all of them
                time.sleep(_GATHER_S)
            try:
                while len(together) < _MOST_TOGETHER:
                    together.append(self._queue.get_nowait())
            except Empty:
                pass
            for alike in _by_kind(ticket for ticket in together if ticket.begin()):
                if not self._all_at_once(alike):
                    for ticket in alike:
                        self._all_at_once([ticket])

    def _all_at_once(self, tickets: list[_Ticket]) -> bool:
        """One transaction for all; False when it failed with several, and then nothing has happened."""
        begun = False
        try:
            with self._write() as session:
                begun = True
                outcomes = tickets[0].write_many(session, [ticket.item for ticket in tickets])
        except BaseException as error:
            if len(tickets) > 1 and begun:
                return False
            for ticket in tickets:  # nobody's work was begun: to wait again for each of them would change nothing
                ticket.finish(error)
            return True
        for ticket, outcome in zip(tickets, outcomes, strict=True):
            ticket.finish(outcome)
        return True


def _one_after_the_other(session: Session, works: Sequence[Callable[[Session], Result]]) -> list[Result | DomainError]:
    return [work(session) for work in works]


def _by_kind(tickets: Iterable[_Ticket]) -> list[list[_Ticket]]:
    """A transaction for each kind: each takes its locks in an order of its own."""
    kinds: dict[WriteMany[Any, Any], list[_Ticket]] = {}
    for ticket in tickets:
        kinds.setdefault(ticket.write_many, []).append(ticket)
    return list(kinds.values())
