"""Many who act at the same moment; and two who meet on the same rows in the order in which they would wait for each
other for ever."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.feature import Feature, Registry
from footprint.ledger.services import AFTER_UNDO, Ledger, undo_own
from tests.characters import Site

_LONG_ENOUGH_S = 0.4
_FAR_TOO_LONG_S = 60


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Runs everything in threads that begin at the same moment; results and exceptions, as they came."""
    gate, came = threading.Barrier(len(works)), list[object]()

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            came.append(work())
        except Exception as error:
            came.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_FAR_TOO_LONG_S)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return came


def while_undoing(
    site: Site,
    ledger: Ledger,
    entry: tuple[int, int],
    other: Callable[[Session], object],
) -> list[BaseException]:
    """Undoes an entry (resident, number); `other` begins when the resident is locked, and not yet what it came from.

    Returns what went wrong on either side.
    """
    locked, done, wrong = threading.Event(), threading.Event(), list[BaseException]()

    def meanwhile() -> None:
        locked.wait()
        try:
            with site.database.write() as session:
                other(session)
        except Exception as error:
            wrong.append(error)
        done.set()

    def hold(*_: object) -> None:
        locked.set()
        done.wait(_LONG_ENOUGH_S)  # it cannot be done: it waits for the resident

    first = Feature("first to hear of it", AFTER_UNDO.takes(hold))
    watched = replace(ledger, registry=Registry([first, *ledger.registry.features]))
    thread = threading.Thread(target=meanwhile)
    thread.start()
    try:
        with site.database.write() as session:
            undo_own(session, watched, *entry, utc_now())
    except Exception as error:
        wrong.append(error)
    locked.set()
    thread.join()
    return wrong
