"""How far a team has come: by days and different actions, in whatever order they are told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.teams import rules
from campaigns.teams.rules import DATES, EVERYONE, KINDS, MEASURES, PERSON_DAYS, Goal, MemberDays, progress
from civic.calendar import monday_of

FIRST = date(2026, 11, 25)
MONDAY = date(2026, 11, 23)
LAST = rules.last_day(FIRST, 1)
DAY = timedelta(days=1)

weeks = st.lists(
    st.builds(
        MemberDays,
        st.integers(1, 5),
        st.sampled_from([MONDAY - 7 * DAY, MONDAY, MONDAY + 7 * DAY]),
        st.dictionaries(st.sampled_from(["bus", "cup", "walk", "bag"]), st.integers(0, 127)),
        st.dates(FIRST, LAST),
    ),
    max_size=20,
)
goals = st.builds(Goal, st.sampled_from(MEASURES), st.integers(1, 12), st.just(FIRST), st.just(LAST))


def goal(measure: str, target: int) -> Goal:
    return Goal(measure, target, FIRST, LAST)


def deed(resident: int, day: int, action: str = "bus", since: date = FIRST) -> MemberDays:
    """What a member did on one day, counted from the first of the span."""
    done = FIRST + day * DAY
    return MemberDays(resident, monday_of(done), {action: 1 << done.weekday()}, since)


@pytest.mark.parametrize(
    ("measure", "target", "done", "wanted"),
    [(PERSON_DAYS, 20, 4, 20), (EVERYONE, 2, 1, 3), (KINDS, 10, 2, 10), (DATES, 7, 3, 7)],
)
def test_each_measure_counts_its_own(measure: str, target: int, done: int, wanted: int) -> None:
    told = [deed(1, 0), deed(1, 0, "cup"), deed(1, 1), deed(1, 2), deed(2, 1), deed(2, 1)]
    assert progress(goal(measure, target), 3, told) == (done, wanted)


def test_only_days_of_the_span_count() -> None:
    edges = [deed(1, -1), deed(1, 0), deed(1, 6), deed(1, 7)]
    assert progress(goal(PERSON_DAYS, 20), 3, edges).done == 2
    assert rules.days_of(goal(PERSON_DAYS, 20), 1, edges) == 2
    assert LAST - FIRST == 6 * DAY
    late = [deed(1, 3, since=FIRST + 4 * DAY), deed(1, 4, since=FIRST + 4 * DAY)]
    assert progress(goal(PERSON_DAYS, 20), 3, late).done == 1, "from the day on which they came"


def test_a_challenge_is_reached_on_the_first_day_by_which_enough_was_done() -> None:
    told = [deed(1, 0), deed(2, 4), deed(1, 5), deed(3, 9)]
    assert rules.reached_on(goal(PERSON_DAYS, 2), 3, told) == FIRST + 4 * DAY
    assert rules.reached_on(goal(PERSON_DAYS, 4), 3, told) is None
    assert rules.took_part(goal(PERSON_DAYS, 2), told) == {1, 2}


@given(goals, weeks)
def test_it_is_reached_on_a_day_exactly_if_it_is_reached_at_all(wanted: Goal, told: list[MemberDays]) -> None:
    reached = rules.reached_on(wanted, 3, told)
    assert (reached is not None) == progress(wanted, 3, told).is_reached
    if reached is not None:
        by_then, before = replace(wanted, last_day=reached), replace(wanted, last_day=reached - DAY)
        assert progress(by_then, 3, told).is_reached
        assert not progress(before, 3, told).is_reached
        assert rules.took_part(wanted, told)


@given(goals, weeks)
def test_the_bits_of_days_say_what_the_days_themselves_say(wanted: Goal, told: list[MemberDays]) -> None:
    done = {
        (week.resident_id, week.monday + day * DAY, action)
        for week in told
        for action, bits in week.days_by_action.items()
        for day in range(7)
        if bits >> day & 1 and max(FIRST, week.since) <= week.monday + day * DAY <= LAST
    }
    days = {(who, day) for who, day, _ in done}
    each = [sum(who == member for who, _ in days) for member in range(1, 6)]
    counted = {
        PERSON_DAYS: len(days),
        EVERYONE: sum(number >= wanted.target for number in each),
        KINDS: len({action for *_, action in done}),
        DATES: len({day for _, day in days}),
    }
    most = 5 if wanted.measure == EVERYONE else wanted.target
    assert progress(wanted, 5, told) == (min(counted[wanted.measure], most), most)


def test_who_came_later_adds_to_what_is_done_and_nothing_to_what_is_wanted() -> None:
    founders = [deed(one, day) for one in (1, 2) for day in (0, 1)]
    later = [deed(9, 5), deed(9, 6)]
    assert progress(goal(EVERYONE, 2), 3, founders) == (2, 3)
    assert progress(goal(EVERYONE, 2), 3, founders + later) == (3, 3)


@given(goals, st.integers(1, 6), st.lists(st.integers()), weeks, st.randoms())
def test_neither_order_nor_repetition_matters(
    wanted: Goal, members: int, repeated: list[int], told: list[MemberDays], draw: object
) -> None:
    again = told + [told[number % len(told)] for number in repeated if told]
    draw.shuffle(again)  # type: ignore[attr-defined]
    assert progress(wanted, members, again) == progress(wanted, members, told)


@given(goals, st.integers(1, 6), weeks, weeks)
def test_more_deeds_never_lead_back_and_never_past_the_end(
    wanted: Goal, members: int, told: list[MemberDays], more: list[MemberDays]
) -> None:
    before, after = progress(wanted, members, told), progress(wanted, members, told + more)
    assert before.done <= after.done <= after.wanted == before.wanted


@pytest.mark.parametrize(
    ("measure", "target", "suggested", "most"),
    [(PERSON_DAYS, 2, 40, 140), (EVERYONE, 3, 6, 14), (KINDS, 10, 10, 24), (DATES, 7, 14, 14)],
)
def test_what_is_suggested_can_be_reached(measure: str, target: int, suggested: int, most: int) -> None:
    assert rules.suggested(measure, target, weeks=2, members=10) == suggested
    assert rules.most(measure, weeks=2, members=10, actions=24) == most


def test_another_team_sets_out_in_the_first_three_days() -> None:
    days = [FIRST + number * DAY for number in (-1, 0, 2, 3)]
    assert [rules.may_join_beside(FIRST, LAST, day) for day in days] == [False, True, True, False]


def test_a_target_is_scaled_down_to_fewer_members_and_never_to_nothing() -> None:
    assert [rules.for_members(20, 10, members) for members in (10, 7, 3)] == [20, 14, 6]
    assert rules.for_members(1, 500, 3) == 1


def test_the_last_day_is_a_day_that_is_left() -> None:
    assert [rules.days_left(LAST, day) for day in (FIRST, LAST, LAST + DAY)] == [7, 1, 0]
