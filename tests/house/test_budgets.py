"""How many statements a page may send to the database. A budget that is not met any more is a decision, made here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from civic.db import Database
from tests.characters import Site
from tests.house.walk import addresses, remembered, walkers

LIMIT = {
    # address: (visitor, resident); the resident's first statement finds out who it is
    "/": (2, 4),  # the figures, and what is on
    "/about/method": (0, 1),
    "/about/privacy": (0, 1),
    "/actions": (0, 2),
    "/actions/<action>": (0, 5),
    "/actions/<action>/preview": (0, 3),
    "/actions/tried": (0, 0),
    "/boards": (1, 2),
    "/boards/districts": (2, 3),
    "/campaigns": (1, 2),
    "/entries/<row:id>": (0, 4),
    "/healthz": (0, 0),
    "/manifest.webmanifest": (0, 1),
    "/me": (0, 6),
    "/me/account": (0, 2),
    "/me/baseline": (0, 4),
    "/me/campaigns": (0, 3),
    "/me/download": (0, 10),
    "/me/entries": (0, 3),
    "/me/erase": (0, 4),
    "/metrics": (0, 1),
    "/readyz": (1, 1),
    "/signin": (0, 1),
    "/signup": (0, 1),
}
TO_LOG = 9
"""Who it is and what stood before, the entry, two own sums and four of the place."""
_WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What reaches SQLite while the block runs, by whatever way it goes there."""
    seen: list[str] = []
    database.dispose()  # connections are made anew, and each is watched
    watch = ("connect", lambda connection, _: connection.set_trace_callback(seen.append))
    event.listen(database.engine, *watch)
    yield seen
    event.remove(database.engine, *watch)
    database.dispose()
    seen[:] = [statement for statement in seen if statement.startswith(_WORDS)]


def test_every_address_has_a_budget() -> None:
    assert list(LIMIT) == remembered()


@pytest.mark.parametrize("rule", LIMIT)
def test_pages_keep_within_their_budget(lively: Callable[[str], Site], rule: str) -> None:
    site = lively("zhenjiang")
    for limit, (who, browsers) in zip(LIMIT[rule], walkers(site).items(), strict=True):
        for path in addresses(rule, site):
            with statements(site.database) as seen:
                browsers["zh"].open(path)
            assert len(seen) <= limit, f"{who} {path}: {seen}"


def test_logging_keeps_within_its_budget(site: Site) -> None:
    resident = site.newcomer()
    resident.log("walking")  # the app's first entry registers its catalogue
    fields = resident.open("/actions/bicycle").form("/actions/bicycle")
    with statements(site.database) as seen:
        assert resident.post("/actions/bicycle", fields).status == 303
    assert len(seen) <= TO_LOG, seen
