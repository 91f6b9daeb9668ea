"""Short writes of many requests, committed together: each process has one thread that writes for all the others.

A commit waits for the disk, and a writer that shares Python's interpreter with its neighbours loses its place at
every statement. So requests hand over what they want to write and wait; the committing thread takes all that has
gathered, does what is alike in one transaction and wakes them after COMMIT: nothing is acknowledged before it is
durable. A writer of many may refuse some of its items and keep the others. Whatever else goes wrong rolls the whole
back, and each is done again on its own, so nobody fails for a neighbour's fault.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, TypeVar

from prometheus_client import Gauge, Histogram

from civic.errors import DomainError, TryAgain, Unanswered

_MOST_TOGETHER = 32
_GATHER_S = 0.004
_WRITES = Histogram("tongxing_commit_writes", "Short writes in a transaction", buckets=(1, 2, 4, 8, 16, 32))
_QUEUE = Gauge("tongxing_commit_queue", "Short writes that wait for theirs", multiprocess_mode="livesum")
_STUCK_S = 2.0
"""A transaction of short writes that takes longer waits for a disk or a standby; who comes then would only wait too."""
Transaction = TypeVar("Transaction")
Item = TypeVar("Item")
Result = TypeVar("Result")
Opening: TypeAlias = Callable[[], AbstractContextManager[Transaction]]
"""Opens a write transaction that is committed when its block ends well."""
WriteMany: TypeAlias = Callable[[Transaction, Sequence[Item]], Sequence[Result | DomainError]]
"""Writes items in one transaction; for each of them, in their order, what came of it or why it was refused.

It may be called twice for an item, the first time rolled back: it must touch nothing but the transaction. Calls gather
that name the same function, or the same method of the same object.
"""


def each_in_turn(transaction: Transaction, works: Sequence[Callable[[Transaction], Result]]) -> list[Result]:
    """A writer of works that have nothing in common but the transaction."""
    return [work(transaction) for work in works]


class _Ticket:
    """One request's item, and what became of it."""

    def __init__(self, item: Any, write_many: WriteMany[Any, Any, Any], opening: Opening[Any]) -> None:
        self.item = item
        self.write_many = write_many
        self.opening = opening
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
        """The result, once it is durable; raises what was raised, TryAgain when it was not begun in time, and
        Unanswered when it was and does not end."""
        if not self._unfinished.acquire(timeout=patience_s):
            if self.begin():
                raise TryAgain()
            if not self._unfinished.acquire(timeout=patience_s):
                raise Unanswered()
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


class GroupCommit:
    """The committing thread of this process for one database; it starts with the first work."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._queue: SimpleQueue[_Ticket] = SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None
        self._at_work_since: float | None = None

    def commit(
        self, item: Item, write_many: WriteMany[Transaction, Item, Result], opening: Opening[Transaction]
    ) -> Result:
        """Has the item written, together with others of its kind, and returns what came of it after COMMIT.

        Raises:
            TryAgain: the database was locked or away; nothing was written.
            Unanswered: it was lost in the middle of the COMMIT, or that does not end.
            DomainError: the item was refused.
        """
        since = self._at_work_since
        if since is not None and time.monotonic() - since > _STUCK_S:
            raise TryAgain()
        ticket = _Ticket(item, write_many, opening)
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
        last = 0
        while True:
            together = self._gather(last)
            last = len(together)
            _QUEUE.set(self._queue.qsize())
            for alike in _by_kind(ticket for ticket in together if ticket.begin()):
                if not self._all_at_once(alike):
                    for ticket in alike:
                        self._all_at_once([ticket])

    def _gather(self, last: int) -> list[_Ticket]:
        """Whoever waits; when several came together `last` time, a moment longer, until there is one more: those who
        were answered are about to come again, and one commit for all of them is cheaper than two in turn."""
        together = [self._queue.get()]
        until = time.monotonic() + (_GATHER_S if last > 1 else 0)
        with suppress(Empty):
            while len(together) < _MOST_TOGETHER:
                left_s = until - time.monotonic() if len(together) <= last else 0
                together.append(self._queue.get(timeout=max(left_s, 0)))
        return together

    def _all_at_once(self, tickets: list[_Ticket]) -> bool:
        """One transaction for all; False when it failed with several, and then nothing has happened."""
        try:
            return self._try_at_once(tickets)
        finally:
            self._at_work_since = None

    def _try_at_once(self, tickets: list[_Ticket]) -> bool:
        begun = False
        _WRITES.observe(len(tickets))
        try:
            with tickets[0].opening() as transaction:
                begun = True
                self._at_work_since = time.monotonic()
                outcomes = tickets[0].write_many(transaction, [ticket.item for ticket in tickets])
        except BaseException as error:
            if len(tickets) > 1 and begun and not isinstance(error, Unanswered):  # those may be there already
                return False
            for ticket in tickets:  # nobody's work was begun: to wait again for each of them would change nothing
                ticket.finish(error)
            return True
        for ticket, outcome in zip(tickets, outcomes, strict=True):
            ticket.finish(outcome)
        return True


def _by_kind(tickets: Iterable[_Ticket]) -> list[list[_Ticket]]:
    """A transaction for each kind: each takes its locks in an order of its own."""
    kinds: dict[WriteMany[Any, Any, Any], list[_Ticket]] = {}
    for ticket in tickets:
        kinds.setdefault(ticket.write_many, []).append(ticket)
    return list(kinds.values())
