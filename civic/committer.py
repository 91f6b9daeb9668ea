"""Short writes of many requests, committed together: each process has one thread that writes for all the others.

A commit waits for the disk, and a writer that shares Python's interpreter with its neighbours loses its place at
every statement. So requests hand over what they want to write and wait; the committing thread takes all that has
gathered, does it in one transaction and wakes them after COMMIT: nothing is acknowledged before it is durable. When
one of them is refused, the whole is rolled back and each is done again on its own, so nobody pays for a neighbour.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from civic.errors import TryAgain

_MOST_TOGETHER = 32
_GATHER_S = 0.001
Result = TypeVar("Result")
Work = Callable[[Session], Any]


class _Ticket:
    """One request's work, and what became of it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self._begun = threading.Lock()
        self._finished = threading.Event()

    def begin(self) -> bool:
        """Claims the ticket for the committing thread, or for the request that gives it up: whoever is first."""
        return self._begun.acquire(blocking=False)

    def finish(self, result: Any, error: BaseException | None) -> None:
        """Wakes the request."""
        self.result, self.error = result, error
        self._finished.set()

    def wait(self, patience_s: float) -> Any:
        """The work's result, once it is durable; raises what the work raised, or TryAgain when its turn never came."""
        if not self._finished.wait(patience_s) and self.begin():
            raise TryAgain("The server is very busy. Nothing was saved; please try again.")
        self._finished.wait()
        if self.error is not None:
            raise self.error
        return self.result


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
        ticket = _Ticket(work)
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
            wanted = [ticket for ticket in together if ticket.begin()]
            if wanted and not self._all_at_once(wanted):
                for ticket in wanted:
                    self._alone(ticket)

    def _all_at_once(self, tickets: list[_Ticket]) -> bool:
        """One transaction for all; False when one of several was refused, and then nothing has happened."""
        results: list[Any] | None = None
        try:
            with self._write() as session:
                results = []
                results += [ticket.work(session) for ticket in tickets]
        except BaseException as error:
            if len(tickets) > 1 and results is not None:
                return False
            for ticket in tickets:  # nobody's work was begun: to wait again for each of them would change nothing
                ticket.finish(None, error)
            return True
        for ticket, result in zip(tickets, results, strict=True):
            ticket.finish(result, None)
        return True

    def _alone(self, ticket: _Ticket) -> None:
        self._all_at_once([ticket])
