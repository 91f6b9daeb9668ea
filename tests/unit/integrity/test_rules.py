"""What holds for all rules together, whatever is written down."""

import ast
import inspect
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import cheats, honest, town
from benchmarks.cheating import HELD_OUT, Measured, measure
from benchmarks.cheating import town as small_town
from benchmarks.in_memory import InMemory
from footprint.actions.action import Limit
from footprint.integrity.rules import RULES, Account, Deed, Kind, kinds_of, suspicions
from tests.deeds import KINDS, ZONE, deed, found, in_order

SHARED = (b"a", b"b", None)
instants = st.integers(0, 3000).map(lambda minutes: datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=minutes))
deeds_ = st.lists(
    st.builds(
        deed,
        st.integers(1, 12),
        st.sampled_from([*KINDS, "unheard"]),
        st.sampled_from([1, 1000, 3000, 200_000, 10**9]),
        day=st.integers(0, 6),
        minute=st.integers(0, 10_000),
        household=st.integers(1, 8),
        teams=st.sampled_from([(), (1,), (1, 2)]),
        tier=st.integers(1, 4),
    ),
    max_size=80,
)
accounts_ = st.lists(
    st.builds(
        Account, st.integers(1, 12), st.integers(1, 8), instants, st.sampled_from(SHARED), st.sampled_from(SHARED)
    ),
    unique_by=lambda account: account.resident_id,
)


@given(deeds_, accounts_, st.randoms(use_true_random=False))
def test_the_order_of_deeds_and_accounts_does_not_matter(
    deeds: list[Deed], accounts: list[Account], by: Random
) -> None:
    expected = found(deeds, accounts)
    by.shuffle(deeds)
    by.shuffle(accounts)
    assert found(deeds, accounts) == expected


def test_the_order_does_not_matter_in_a_town_with_every_kind_of_cheat() -> None:
    made = small_town(1, 0.01)
    deeds, accounts = town.deeds(made), town.accounts(made)
    kinds = kinds_of(town.catalogue().actions.values())
    expected = in_order(suspicions(InMemory(deeds, accounts), kinds, ZONE))
    assert {one.rule for one in expected} >= {"too_far", "no_time", "copied_diaries", "too_many_at_once"}
    Random(1).shuffle(deeds)
    assert in_order(suspicions(InMemory(deeds, accounts[::-1], 100), kinds, ZONE)) == expected


@given(deeds_, accounts_)
def test_a_suspicion_names_the_residents_own_entries_and_a_known_rule(
    deeds: list[Deed], accounts: list[Account]
) -> None:
    own = {(one.resident_id, one.entry_id) for one in deeds if one.tier == 1}
    for one in found(deeds, accounts):
        assert one.rule in RULES and one.figures
        assert one.entry_ids and {(one.resident_id, entry) for entry in one.entry_ids} <= own


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(list(honest.HONEST)))
def test_one_household_alone_is_never_taken_for_a_copy(seed: int, kind: str) -> None:
    made = town.Town(seed)
    honest.HONEST[kind][0](made)
    for one in made.people:
        one.household, one.device, one.network, one.teams = 1, b"one", b"one", (1,)
    kinds = kinds_of(town.catalogue().actions.values())
    rules = {one.rule for one in suspicions(InMemory(town.deeds(made), town.accounts(made)), kinds, ZONE)}
    assert rules.isdisjoint({"copied_diaries", "one_device", "one_network", "overnight_team"})


def test_nothing_comes_of_nothing() -> None:
    assert found([]) == []


def test_the_catalogue_says_how_a_way_is_gone_and_what_a_day_allows() -> None:
    actions = town.catalogue().actions
    kinds = kinds_of(actions.values())
    assert kinds["shared_bicycle"] == Kind("bicycle", 100_000)
    assert kinds["clean_plate"] == Kind("", 3_000)
    assert kinds["pledge"] == Kind("", None)
    assert Limit("resident", "day", 3_000) in actions["clean_plate"].limits


# The simulation


@pytest.fixture(scope="module")
def measured() -> Measured:
    """Half a town, the smallest that has every kind in its proportion."""
    return measure(HELD_OUT[:1], 0.5)


def test_who_makes_the_towns_knows_no_rule() -> None:
    for module in (town, honest, cheats):
        tree = ast.parse(inspect.getsource(module))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name for name in imported if "integrity" in name} <= {"footprint.integrity.deeds"}


@pytest.mark.parametrize("kind", honest.HONEST)
def test_at_most_one_honest_resident_in_a_hundred_is_asked(measured: Measured, kind: str) -> None:
    assert measured.accounts[kind] > 0
    assert measured.share(kind) <= 0.01


@pytest.mark.parametrize(("kind", "least"), [("account farm", 0.8), ("copied diary", 0.8), ("impossible speed", 0.95)])
def test_cheaters_are_found(measured: Measured, kind: str, least: float) -> None:
    assert measured.share(kind) >= least


def test_at_most_two_kilograms_in_a_hundred_are_left_with_cheats(measured: Measured) -> None:
    assert measured.of_all(measured.mg) > 0.1
    assert measured.of_all(measured.undetected_mg) <= 0.02
