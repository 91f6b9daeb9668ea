"""A reusable earns beyond its break-even alone, whatever is undone in whatever order; and the ledger stays proven."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.database.engine import Database
from civic.errors import DomainError
from footprint.ledger import services
from footprint.ledger.models import Entry
from footprint.ledger.queries import standings
from footprint.ledger.rebuild import rebuild
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, TODAY, Town, catalogue, days_ago

BREAKEVEN, BAG_MG = 5, 20_000


def living(town: Town) -> list[Entry]:
    """Entries that stand, oldest first."""
    ledger = naive.entries(town)
    gone = {entry.reverses_id for entry in ledger}
    return [entry for entry in ledger if entry.reverses_id is None and entry.id not in gone]


def credited(town: Town) -> tuple[int, int]:
    """Uses of the cotton bag that stand, and how many of them earned something."""
    uses = [entry for entry in living(town) if entry.option == "cotton"]
    return sum(entry.credited_milli for entry in uses) // 1000, sum(entry.mid_mg for entry in uses) // BAG_MG


def differences(town: Town) -> list[str]:
    return [str(difference) for difference in verify(town.database, CALENDAR).differences]


@pytest.fixture
def paid_back(town: Town) -> tuple[int, int, list[int]]:
    """Ann, her first five uses, and two more that earned."""
    ann = town.move_in()
    first = town.log(ann, "bag", 5, option="cotton", on=days_ago(2))
    return ann, first, [town.log(ann, "bag", 1, option="cotton") for _ in range(2)]


def test_who_undoes_the_first_uses_takes_back_the_credit_that_rested_on_them(
    town: Town, paid_back: tuple[int, int, list[int]]
) -> None:
    ann, first, _ = paid_back
    assert credited(town) == (7, 2)
    town.undo(ann, first)
    assert credited(town) == (2, 0)
    assert differences(town) == []


def test_only_what_rested_on_it_goes(town: Town) -> None:
    ann = town.move_in()
    uses = [town.log(ann, "bag", 1, option="cotton", on=days_ago(3 - number // 3)) for number in range(7)]
    town.undo(ann, uses[0])
    assert credited(town) == (6, 1)
    newest = living(town)[-1]
    assert (newest.replaces_id, newest.uses_before_milli, newest.mid_mg) == (uses[6], 5_000, BAG_MG)
    town.log(ann, "bag", 1, option="cotton")
    assert credited(town) == (7, 2)
    assert differences(town) == []


def test_the_undo_of_a_use_that_earned_takes_no_other(town: Town, paid_back: tuple[int, int, list[int]]) -> None:
    ann, _, (earned, _) = paid_back
    before = len(naive.entries(town))
    town.undo(ann, earned)
    assert (credited(town), len(naive.entries(town))) == ((6, 1), before + 1)


def test_what_an_undo_would_take_is_known_before(town: Town, paid_back: tuple[int, int, list[int]]) -> None:
    _, first, (earned, last) = paid_back
    with town.database.read() as session:
        found = services.lost_with(session, town.ledger, first)
        nothing = [services.lost_with(session, town.ledger, entry).entries for entry in (earned, last)]
    assert (found.entries, found.mid_mg, nothing) == (2, 2 * BAG_MG, [0, 0])


def test_another_bag_and_another_person_lose_nothing(town: Town, paid_back: tuple[int, int, list[int]]) -> None:
    ann, first, _ = paid_back
    bob = town.move_in()
    town.log(bob, "bag", 6, option="cotton")
    town.log(ann, "bag", 2, option="old")
    town.undo(ann, first)
    assert [entry.mid_mg // BAG_MG for entry in living(town)] == [1, 2, 0, 0]


def test_it_stays_what_it_was_in_all_else(town: Town, paid_back: tuple[int, int, list[int]]) -> None:
    """Also when the city has changed its pack in between."""
    ann, first, (earned, _) = paid_back
    town.use(catalogue(points=3))
    town.undo(ann, first, on=TODAY + timedelta(days=1))
    was, now = town.entry(earned), next(one for one in living(town) if one.replaces_id == earned)
    changed = {
        "id",
        "key",
        "recorded_at",
        "uses_before_milli",
        "low_mg",
        "mid_mg",
        "high_mg",
        "replaces_id",
        "first_id",
    }
    names = {column.name for column in Entry.__table__.c} - changed
    assert {name: getattr(now, name) for name in names} == {name: getattr(was, name) for name in names}
    assert differences(town) == []


def test_who_undoes_what_was_replaced_undoes_what_took_its_place(
    town: Town, paid_back: tuple[int, int, list[int]]
) -> None:
    """Whoever keeps the number of the first entry, a sheet of paper for one, still finds the use."""
    ann, first, (earned, last) = paid_back
    town.undo(ann, first)
    with town.database.read() as session:
        assert [standings(session, [number])[number].is_taken_back for number in (first, earned)] == [True, False]
    town.undo(ann, earned)
    assert credited(town) == (1, 0)
    assert town.undo(ann, earned).replayed
    with town.database.read() as session:
        assert [one.is_taken_back for one in standings(session, [earned, last]).values()] == [True, False]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("mid_mg = 20000", "says mid_mg 20000, its row gives 0"),
        ("replaces_id = 1", "says quantity_milli 1000, the entry whose place it takes 5000"),
        ("replaces_id = 7", "takes the place of 7, which is no earlier entry that was taken back"),
        ("occurred_on = '2026-11-17'", "says occurred_on 2026-11-17"),
        ("credited_milli = 500", "says credited_milli 500"),
        ("uses_before_milli = 900", "counts 900 uses before it, the ledger has"),
    ],
)
def test_tampering_with_what_took_a_place_is_named(
    town: Town, paid_back: tuple[int, int, list[int]], change: str, named: str
) -> None:
    ann, first, _ = paid_back
    town.undo(ann, first)
    town.drop_triggers()
    newest = naive.entries(town)[-1].id
    town.tamper(f"UPDATE entry SET {change} WHERE id = {newest}")
    assert any(named in one for one in differences(town)), differences(town)


_steps = st.one_of(
    st.tuples(st.just("use"), st.integers(1, 4), st.integers(0, 3)),
    st.tuples(st.just("undo"), st.integers(0, 40)),
    st.tuples(st.just("wait"), st.integers(1, 3)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_steps, min_size=5, max_size=40))
def test_credited_uses_are_never_more_than_those_beyond_the_breakeven(
    new_database: Callable[..., Database], dialect: str, steps: list[tuple[Any, ...]]
) -> None:
    town = Town.found(new_database(dialect))
    ann, today, made = town.move_in(), TODAY, []
    for name, *values in steps:
        if name == "wait":
            today += timedelta(days=values[0])
        try:
            if name == "use":
                day = today - timedelta(days=values[1])
                made.append(town.log(ann, "bag", values[0], option="cotton", on=today, occurred_on=day))
            elif name == "undo" and made:
                town.undo(ann, made[values[0] % len(made)], on=today)
        except DomainError:
            continue
        uses, earned = credited(town)
        assert earned == max(0, uses - BREAKEVEN)
    assert differences(town) == []
    assert town.derived() == naive.derived(naive.entries(town))
    rebuild(town.database, CALENDAR)
    assert differences(town) == []
