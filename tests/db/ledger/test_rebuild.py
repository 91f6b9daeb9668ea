"""`rebuild` makes the derived rows from nothing but the entries."""

import random
from datetime import date, timedelta

from sqlalchemy import select

from footprint.ledger.projections.place_total import PlaceTotal
from footprint.ledger.rebuild import rebuild
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, days_ago


def test_an_empty_ledger_has_no_sums(town: Town) -> None:
    town.tamper("INSERT INTO place_total VALUES ('all', 'hill', 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)")
    rebuild(town.database, CALENDAR)
    assert town.derived() == {}


def test_lost_and_spoilt_rows_come_back(town: Town) -> None:
    ann, bob = town.move_in(HILL), town.move_in(PORT)
    town.log(ann, "walk", 3)
    town.undo(ann, town.log(ann, "lamp", 2))
    town.log(bob, "bag", 1, occurred_on=days_ago(7))
    before = town.derived()
    town.tamper(
        "DELETE FROM resident_total WHERE period = 'all'", "UPDATE place_total SET mid_mg = 1, participants = 9"
    )
    rebuild(town.database, CALENDAR)
    assert town.derived() == before


def test_afterwards_the_next_entry_adds_to_them(town: Town) -> None:
    ann = town.move_in()
    town.log(ann)
    rebuild(town.database, CALENDAR)
    town.log(ann)
    town.log(town.move_in())
    assert town.derived() == naive.derived(naive.entries(town))


def test_shards_become_one(town: Town) -> None:
    for _ in range(5):
        town.log(town.move_in())
    rebuild(town.database, CALENDAR)
    with town.database.read() as session:
        assert set(session.scalars(select(PlaceTotal.shard))) == {0}


def test_years_of_history_with_people_who_move(town: Town) -> None:
    """Longer than a mask has bits, over many turns of week, month and season."""
    chance = random.Random(7)
    people = [town.move_in(chance.choice([HILL, PORT])) for _ in range(3)]
    day = date(2026, 5, 29)
    while day < date(2029, 2, 3):
        person = chance.choice(people)
        if chance.random() < 0.1:
            town.move(person, chance.choice([HILL, PORT]))
        entry = town.log(person, "walk", chance.randint(1, 9), on=day)
        if chance.random() < 0.3:
            town.undo(person, entry, on=day)
        town.freeze(day)
        day += timedelta(days=chance.randint(1, 6))
    expected = naive.derived(naive.entries(town))
    assert town.derived() == expected
    rebuild(town.database, CALENDAR)
    assert town.derived() == expected


def test_an_undo_after_the_freeze_counts_against_the_current_season(town: Town) -> None:
    """Nothing a resident can do, but rows say so when a season is frozen early, and rebuild reads them alike."""
    ann = town.move_in()
    entry = town.log(ann)
    town.tamper("INSERT INTO frozen_season VALUES ('season:2026-autumn', '2026-11-18 04:00:00')")
    town.undo(ann, entry, on=TODAY + timedelta(days=7))
    town.log(ann, on=date(2026, 12, 1))
    expected = naive.derived(naive.entries(town))
    assert town.derived() == expected
    rebuild(town.database, CALENDAR)
    assert town.derived() == expected
