"""What somebody else saw takes the place of what was logged, never as an edit: by the limits of its own day."""

from datetime import date, timedelta

import pytest

from civic.errors import Conflict, Invalid, NotFound
from footprint.ledger import rules
from footprint.ledger.models import Entry
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, PORT, Town, catalogue, days_ago


def check(town: Town) -> None:
    assert town.derived() == naive.derived(naive.entries(town))
    assert verify(town.database, CALENDAR).differences == ()


def said(entry: Entry) -> tuple[int, int, int, int]:
    return entry.quantity_milli, entry.credited_milli, entry.points, entry.tier


def test_a_correction_is_an_opposite_entry_and_a_new_one(town: Town) -> None:
    ann = town.move_in()
    first = town.log(ann, "walk", 10)
    number = town.correct(first, 4)
    logged, opposite, found = naive.entries(town)
    assert said(logged) == (10_000, 10_000, 2, rules.SELF_REPORTED)
    assert (opposite.reverses_id, opposite.mid_mg) == (first, -logged.mid_mg)
    assert (found.id, found.replaces_id, found.first_id) == (number, first, first)
    assert said(found) == (4_000, 4_000, 2, rules.ORGANIZER_CONFIRMED)
    assert found.mid_mg == round(logged.mid_mg * 0.4)
    check(town)


def test_what_the_others_left_of_the_limit_of_its_day_counts(town: Town) -> None:
    ann = town.move_in()
    first = town.log(ann, "walk", 10, occurred_on=days_ago(2))
    town.log(ann, "walk", 15, occurred_on=days_ago(2))
    found = town.entry(town.correct(first, 25))
    assert (found.quantity_milli, found.credited_milli, found.occurred_on) == (25_000, 15_000, days_ago(2))
    check(town)


def test_factors_and_points_are_those_it_was_logged_with(town: Town) -> None:
    ann = town.move_in()
    first = town.log(ann, "walk", 10)
    town.use(catalogue(3, step="0.05"))
    found, logged = town.entry(town.correct(first, 20)), town.entry(first)
    assert (found.mid_mg, found.points) == (2 * logged.mid_mg, logged.points)
    assert found.pack_version_id == logged.pack_version_id
    check(town)


def test_it_counts_where_its_resident_lived(town: Town) -> None:
    ann = town.move_in()
    first = town.log(ann, "walk", 10)
    town.move(ann, PORT)
    assert town.entry(town.correct(first, 3)).district_id == town.entry(first).district_id
    check(town)


def test_a_correction_is_corrected_and_taken_back_as_what_it_stands_for(town: Town) -> None:
    ann = town.move_in()
    first = town.log(ann, "walk", 10)
    town.correct(first, 4)
    again = town.correct(first, 6)
    assert town.entry(again).source.count(rules.CORRECTION) == 1
    town.undo(ann, first)
    assert town.derived() == {}
    check(town)


def test_what_rested_on_the_uses_is_weighed_anew(town: Town) -> None:
    ann = town.move_in()
    first = town.log(ann, "bag", 6, option="cotton", occurred_on=days_ago(1))
    later = town.log(ann, "bag", 3, option="cotton")
    assert town.entry(later).high_mg > 0
    town.correct(first, 1)
    assert sum(one.mid_mg for one in naive.entries(town)) == 0, "four uses do not pay back the making"
    check(town)


def test_nothing_is_corrected_that_does_not_count(town: Town) -> None:
    ann = town.move_in()
    held, undone = town.log(ann, "walk", 3), town.log(ann, "lamp", 1)
    town.hold(held)
    town.undo(ann, undone)
    for entry in (held, undone):
        with pytest.raises(Conflict):
            town.correct(entry, 2)
    with pytest.raises(NotFound):
        town.correct(99_999, 2)
    town.release(held)
    assert town.entry(town.correct(held, 2)).quantity_milli == 2_000
    check(town)


def test_a_frozen_season_stays_as_it_is(town: Town) -> None:
    ann, autumn = town.move_in(), date(2026, 11, 30)
    first = town.log(ann, "walk", 10, on=autumn)
    last_open = autumn + timedelta(days=rules.BACKDATING_DAYS)
    town.freeze(last_open)
    assert town.correct(first, 9, on=last_open)
    assert town.freeze(last_open + timedelta(days=1)) != []
    before = town.derived()
    with pytest.raises(Conflict, match="season"):
        town.correct(first, 8, on=last_open + timedelta(days=1))
    assert town.derived() == before


def test_a_quantity_that_cannot_be_is_refused(town: Town) -> None:
    first = town.log(town.move_in(), "walk", 10)
    for quantity in (0, -1, 1e9):
        with pytest.raises(Invalid):
            town.correct(first, quantity)
    with pytest.raises(ValueError, match="instrument"):
        town.correct(first, 5, tier=rules.INSTRUMENT_CONFIRMED)
    assert len(naive.entries(town)) == 1


def test_who_changes_a_corrected_quantity_is_found_out(town: Town) -> None:
    first = town.log(town.move_in(), "walk", 10)
    number = town.correct(first, 4)
    town.drop_triggers()
    town.tamper(f"UPDATE entry SET credited_milli = 40000, quantity_milli = 40000 WHERE id = {number}")
    assert any("limit leaves" in one.what for one in verify(town.database, CALENDAR).differences)
