"""Entries restated with a later catalogue, beside what was recorded: the sums, and when they are shown and move."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from footprint.ledger.models import Restatement
from footprint.ledger.restate import is_due, restate
from footprint.ledger.verify import verify
from tests.db.ledger.town import CALENDAR, TODAY, Town, catalogue, days_ago, noon

NOW = noon(TODAY)
LATER = NOW + timedelta(days=1)
STEP, STEP_LOW, STEP_HIGH = Fraction("0.0417"), Fraction("0.0301"), Fraction("0.0503")
NEW_STEP = Fraction("0.0499")
LAMP = Fraction("3.4")
MG = 1_000_000


@pytest.fixture
def walkers(town: Town) -> list[int]:
    """Ten residents who walked 1 to 10 kilometres a week ago; the first also took a walk back, and has two lamps."""
    people = [town.move_in() for _ in range(10)]
    for km, one in enumerate(people, start=1):
        town.log(one, "walk", km, occurred_on=days_ago(7))
    town.undo(people[0], town.log(people[0], "walk", 20))
    town.log(people[0], "lamp", 2)
    return people


def change(town: Town) -> None:
    """A kilometre walked counts more from now on."""
    town.use(catalogue(step=str(float(NEW_STEP))))


def shown(town: Town, now: datetime = NOW) -> Restatement | None:
    """The town's one row after restating."""
    restate(town.database, town.ledger, now)
    with town.database.read() as session:
        return session.scalars(select(Restatement)).one_or_none()


def figures(row: Restatement | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    assert row is not None
    return (
        (row.recorded_low_mg, row.recorded_mid_mg, row.recorded_high_mg),
        (row.restated_low_mg, row.restated_mid_mg, row.restated_high_mg),
    )


def by_hand(kilometres: int, lamps: int, step: Fraction) -> tuple[int, ...]:
    """Low, mid and high in milligrams; a lamp states no range, and the town assumes none."""
    return tuple(int((kilometres * each + lamps * LAMP) * MG) for each in (STEP_LOW, step, STEP_HIGH))


def test_old_entries_are_proven_and_restated_after_a_factor_changed(town: Town, walkers: list[int]) -> None:
    change(town)
    town.log(walkers[1], "walk", 4)
    row = shown(town)
    assert figures(row) == (
        tuple(a + b for a, b in zip(by_hand(55, 2, STEP), by_hand(4, 0, NEW_STEP), strict=True)),
        by_hand(59, 2, NEW_STEP),
    )
    assert row is not None
    assert (row.entries, row.kept_entries, row.pack_version_id) == (12, 0, town.ledger.pack_version_id)
    report = verify(town.database, CALENDAR)
    assert (report.differences, report.pack_versions) == ((), 2)


def test_what_the_catalogue_no_longer_has_is_kept_as_recorded(town: Town, walkers: list[int]) -> None:
    town.use(catalogue(step=str(float(NEW_STEP)), without="lamp"))
    row = shown(town)
    assert figures(row) == (by_hand(55, 2, STEP), by_hand(55, 2, NEW_STEP))
    assert row is not None and row.kept_entries == 1


def test_sums_over_fewer_than_ten_are_not_kept(town: Town, walkers: list[int]) -> None:
    town.undo(walkers[9], 10)
    change(town)
    assert shown(town) is None


def test_a_difference_that_fewer_than_ten_make_is_not_kept(town: Town) -> None:
    for _ in range(10):
        town.log(town.move_in(), "lamp", 1)
    town.log(town.move_in(), "walk", 7)
    assert shown(town) is not None
    change(town)
    assert shown(town) is None


def test_sums_move_when_ten_further_residents_have_changed_them(town: Town, walkers: list[int]) -> None:
    change(town)
    before = shown(town)
    for one in walkers[:9]:
        town.log(one, "walk", 1)
    town.log(walkers[0], "walk", 1)
    kept = shown(town, LATER)
    assert figures(kept) == figures(before)
    assert kept is not None and kept.computed_at == NOW
    town.log(walkers[9], "walk", 1)
    moved = shown(town, LATER)
    assert figures(moved)[1] == by_hand(55 + 11, 2, NEW_STEP)
    assert moved is not None and moved.computed_at == LATER


def test_another_catalogue_restates_only_what_was_counted(town: Town, walkers: list[int]) -> None:
    """Or the difference of two looks would be the one entry that came between them."""
    change(town)
    shown(town)
    town.undo(walkers[2], 3)
    town.log(walkers[1], "walk", 4)
    town.use(catalogue(step="0.0388"))
    assert figures(shown(town, LATER)) == (by_hand(55, 2, STEP), by_hand(55, 2, Fraction("0.0388")))


def test_it_is_due_when_the_catalogue_or_the_ledger_is_new(town: Town, walkers: list[int]) -> None:
    def due() -> bool:
        return is_due(town.database, town.ledger)

    assert not due(), "one catalogue: nothing to restate"
    change(town)
    assert due()
    shown(town)
    assert not due()
    town.log(walkers[0], "walk", 1)
    assert due()
    shown(town)
    town.use(catalogue())
    assert due()
