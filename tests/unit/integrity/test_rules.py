"""What holds for all rules together, whatever is written down."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import honest, town
from benchmarks.in_memory import InMemory
from footprint.actions.action import Limit
from footprint.integrity.rules import RULES, Account, Deed, Kind, kinds_of, suspicions
from tests.deeds import KINDS, ZONE, deed, found

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
