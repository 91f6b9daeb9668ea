"""A database of the version before keeps its ledger: what is new is filled from the entries that are there."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from civic.database import migrate
from civic.disclosure.live import MINIMUM
from footprint.boards.queries import counted
from footprint.boards.services import count
from footprint.ledger.models import Entry
from footprint.ledger.rules import ORGANIZER_CONFIRMED
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, days_ago, noon

BEFORE = ("0016", "0120")
"""Without spreads of residents' totals; with these in a table of their own."""


def _live(town: Town) -> int:
    """Entries, undone ones, an undo that counts for another season than its entry, two from a paper list as they were
    once kept, and somebody who moves: Ann."""
    ann, bob = town.move_in(HILL), town.move_in(PORT)
    late = town.log(ann, "walk", 21)
    town.undo(ann, town.log(ann, "lamp", 2))
    town.log(bob, "bag", 1, occurred_on=days_ago(7))
    for who in (ann, bob):
        town.log(who, "lamp", 1, tier=ORGANIZER_CONFIRMED, source="campaign:7:sheet:3")
    town.log(bob, "lamp", 1, tier=ORGANIZER_CONFIRMED, source="campaign:7:attendance:3")
    town.move(ann, PORT)
    town.log(ann, "walk", 3)
    town.tamper("INSERT INTO frozen_season VALUES ('season:2026-autumn', '2026-11-18 04:00:00')")
    town.undo(ann, late)
    town.undo(bob, town.log(bob, "walk", 2))
    return ann


def _upgrade_anew(town: Town, before: str) -> None:
    """The caretaker is no resident; in the oldest version, only residents have accounts."""
    town.tamper("DELETE FROM account WHERE username = 'caretaker'")
    migrate.downgrade(town.database, before)
    migrate.upgrade(town.database)


@pytest.mark.parametrize("before", BEFORE)
def test_new_sums_are_there_after_an_upgrade_and_the_ledger_goes_on(town: Town, before: str) -> None:
    """The numbers of its entries go on too: SQLite copies the table to change an index of it."""
    ann = _live(town)
    _upgrade_anew(town, before)
    assert town.derived() == naive.derived(naive.entries(town))
    assert verify(town.database, CALENDAR).differences == ()
    with town.database.read() as session:
        last = max(session.scalars(select(Entry.id)))
    entry = town.log(ann)
    town.undo(ann, entry)
    assert entry == last + 1
    assert town.derived() == naive.derived(naive.entries(town))
    assert verify(town.database, CALENDAR).differences == ()


def test_spreads_of_several_shards_become_one_row(town: Town) -> None:
    """As PostgreSQL's writers leave them."""
    _live(town)
    migrate.downgrade(town.database, "0120")
    town.tamper(
        "INSERT INTO place_spread "
        "SELECT period, place_id, 3, residents, sum_g + 7, sum_of_squares_g2 FROM place_spread",
        "UPDATE place_spread SET residents = 0, sum_g = -7, sum_of_squares_g2 = 0 WHERE shard = 0",
        "INSERT INTO place_total "
        "SELECT DISTINCT period, district_id, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM place_total",
    )
    migrate.upgrade(town.database)
    assert town.derived() == naive.derived(naive.entries(town))
    assert verify(town.database, CALENDAR).differences == ()


def test_what_boards_show_is_kept_and_claims_no_kind_of_evidence_after_an_upgrade(town: Town) -> None:
    """Only what the row has counted already: an entry after the count is not in its figures. How many people stand
    behind a kind of evidence was not known before, so all is told with the weakest until the row is counted anew."""
    people = [town.move_in(HILL) for _ in range(MINIMUM + 1)]
    for who in people[:MINIMUM]:
        town.log(who, "lamp", 1, tier=ORGANIZER_CONFIRMED, source="campaign:7:sheet:3")
    with town.database.write(one_snapshot=True) as session:
        count(session, CALENDAR, noon(TODAY))
    before = counted(town.database, "all")
    town.log(people[MINIMUM], "lamp", 1, tier=ORGANIZER_CONFIRMED, source="campaign:7:sheet:4")
    town.tamper("DELETE FROM account WHERE username = 'caretaker'")
    migrate.downgrade(town.database, "0070")
    migrate.upgrade(town.database)
    assert before[0].paper_mg == before[0].mid_mg > 0
    assert counted(town.database, "all") == (replace(before[0], self_reported_mg=before[0].mid_mg, paper_mg=0),)
