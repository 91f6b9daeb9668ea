"""A campaign's life: which acts lead where, which days it may have, how far a goal is reached."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.programme import rules
from civic.errors import Conflict, Invalid

TODAY = date(2026, 11, 22)
states = st.sampled_from(list(rules.STATES))


def test_the_whole_way_with_approval() -> None:
    state = rules.DRAFT
    for act in ("submit", "refuse", "submit", "publish", "close", "archive"):
        state = rules.moved(state, act)
    assert state == rules.ARCHIVED


@given(states, st.booleans())
def test_whatever_is_offered_can_be_done(state: str, trusted: bool) -> None:
    for act in rules.organizer_moves(state, trusted=trusted):
        assert rules.moved(state, act) in rules.STATES


def test_only_a_trusted_organization_is_offered_to_publish() -> None:
    assert "publish" in rules.organizer_moves(rules.DRAFT, trusted=True)
    assert "publish" not in rules.organizer_moves(rules.DRAFT, trusted=False)
    assert "submit" in rules.organizer_moves(rules.DRAFT, trusted=False)


@pytest.mark.parametrize(("state", "act"), [("archived", "publish"), ("draft", "close"), ("published", "submit")])
def test_no_way_leads_there(state: str, act: str) -> None:
    with pytest.raises(Conflict):
        rules.moved(state, act)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY + timedelta(2), TODAY + timedelta(1), "ends_on"),
        (TODAY - timedelta(9), TODAY - timedelta(1), "ends_on"),
        (TODAY, TODAY + timedelta(400), "ends_on"),
        (TODAY + timedelta(800), TODAY + timedelta(801), "starts_on"),
        (date.min, date.max, "ends_on"),
    ],
)
def test_days_that_no_campaign_has(first: date, last: date, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_days(first, last, TODAY)
    assert refused.value.field == field


def test_what_has_begun_keeps_its_first_day() -> None:
    was = (TODAY - timedelta(3), TODAY + timedelta(3))
    rules.check_days(was[0], TODAY + timedelta(9), TODAY, was=was)
    with pytest.raises(Invalid):
        rules.check_days(TODAY + timedelta(1), TODAY + timedelta(9), TODAY, was=was)


def test_phases_follow_the_days() -> None:
    first, last = TODAY, TODAY + timedelta(2)
    phases = [rules.phase("published", first, last, first + timedelta(age)) for age in (-1, 0, 2, 3)]
    assert phases == ["upcoming", "open", "open", "over"]
    assert rules.phase("draft", first, last, first) == "draft"


def test_a_campaign_closes_once_late_entries_are_in() -> None:
    assert not rules.is_due_to_close("published", TODAY - timedelta(7), TODAY)
    assert rules.is_due_to_close("published", TODAY - timedelta(8), TODAY)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_never_leaves_its_bar(reached: int, wanted: int) -> None:
    goal = rules.Goal("people", reached, wanted)
    assert 0 <= goal.share <= 1
    assert goal.is_reached == (goal.share == 1)


def test_goals_that_are_not_set_are_not_shown() -> None:
    shown = rules.goals({"people": 10, "actions": None, "mg": 0}, {"people": 3, "actions": 5, "mg": 7})
    assert [goal.what for goal in shown] == ["people"]


def test_addresses_differ() -> None:
    assert len({rules.slug("ride") for _ in range(50)}) == 50
