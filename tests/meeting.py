"""Two who meet on the same rows at the same moment, in the order in which they would wait for each other for ever."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from footprint.ledger import services as ledger_services
from footprint.ledger.services import Ledger
from tests.characters import Site

_LONG_ENOUGH_S = 0.4


def while_undoing(
    site: Site,
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
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

    monkeypatch.setattr(ledger_services, "after_undo", [hold, *ledger_services.after_undo])
    thread = threading.Thread(target=meanwhile)
    thread.start()
    try:
        with site.database.write() as session:
            ledger_services.undo_own(session, ledger, *entry, utc_now())
    except Exception as error:
        wrong.append(error)
    locked.set()
    thread.join()
    return wrong
