"""What may be told of a month: nothing of few people, nothing that follows from the rest; and who came back."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.indicators import rules
from campaigns.indicators.rules import CITY, NOT_ADDED, NOTHING, NUMBER_ONLY, TOLD, WITHHELD, Value
from civic.calendar import CityCalendar
from footprint.month_counts.rules import NONE, Amount, Tally

CALENDAR = CityCalendar("Asia/Shanghai", [])
_people = st.integers(0, 60)


def tally(part: int, rest: int, each: int = 1) -> Tally:
    """So many people who all have the same, of one kind or the other."""
    amounts = [Amount(people, people * each, each if people else 0) for people in (part, rest, part + rest)]
    return Tally(*amounts)


def test_a_share_is_told_of_thirty_people_with_ten_of_each_kind() -> None:
    found = rules.told_shares({"a": tally(20, 10), "b": tally(20, 10)})
    assert found == {CITY: Value(TOLD, 40, 60), "a": Value(TOLD, 20, 30), "b": Value(TOLD, 20, 30)}


@pytest.mark.parametrize(("part", "rest"), [(9, 40), (40, 9), (15, 14), (0, 40), (0, 0)])
def test_a_share_of_few_is_withheld(part: int, rest: int) -> None:
    assert rules.told_shares({"a": tally(part, rest), "b": tally(30, 30)})["a"] == Value(WITHHELD)


def test_a_share_of_which_one_person_has_most_is_withheld() -> None:
    greedy = Tally(Amount(20, 100, 81), Amount(20, 40, 2), Amount(40, 140, 81))
    assert rules.told_shares({"a": greedy, "b": tally(30, 30)})["a"].status == WITHHELD


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(_people, _people), min_size=1))
def test_a_hidden_district_does_not_follow_from_the_others(people: Mapping[str, tuple[int, int]]) -> None:
    found = rules.told_shares({place: tally(*counts) for place, counts in people.items()})
    hidden = [place for place in people if found[place].status == WITHHELD]
    secret = [place for place in hidden if min(people[place]) < 10]
    if found[CITY].status == TOLD and secret:
        assert len(hidden) > 1


@given(st.dictionaries(st.sampled_from("abcdefgh"), _people, min_size=1))
def test_what_is_told_adds_up(people: Mapping[str, int]) -> None:
    found = rules.told_numbers({place: tally(number, 0, 3) for place, number in people.items()})
    for place, number in people.items():
        assert found[place] == Value(WITHHELD) or (found[place] == Value(NUMBER_ONLY, 3 * number) and number >= 10)
    if found[CITY].status == NUMBER_ONLY:
        assert found[CITY].numerator == 3 * sum(people.values())
        hidden = [number for place, number in people.items() if found[place].status == WITHHELD]
        assert len(hidden) != 1 and (not hidden or sum(hidden) >= 10)


@given(st.integers(0, 100))
def test_none_to_nine_people_look_the_same(people: int) -> None:
    assert rules.told_people(people) == (Value(TOLD, people) if people >= 10 else Value(WITHHELD))


@pytest.mark.parametrize(
    ("with_yes", "with_no", "status"), [(30, 10, TOLD), (29, 10, WITHHELD), (30, 9, WITHHELD), (10, 30, TOLD)]
)
def test_answers_are_told_of_enough_people_of_either_kind(with_yes: int, with_no: int, status: str) -> None:
    assert rules.told_answers(50, 80, with_yes, with_no).status == status


def test_a_rate_without_things_is_none() -> None:
    assert rules.told_rate(4, 0) == Value(NOTHING)
    assert rules.told_rate(4, 2) == Value(TOLD, 4, 2)


def test_a_year_is_what_was_told_of_its_months() -> None:
    months = [Value(TOLD, 10, 40), Value(WITHHELD), Value(TOLD, 5, 60)]
    assert rules.of_year(months, adds_up=True) == Value(TOLD, 15, 100)
    assert rules.of_year(months, adds_up=False) == Value(NOT_ADDED)
    assert rules.of_year([Value(WITHHELD)], adds_up=True) == Value(WITHHELD)
    assert rules.of_year([], adds_up=True) == Value(NOTHING)
    assert rules.of_year([Value(NUMBER_ONLY, 3), Value(NUMBER_ONLY, 4)], adds_up=True) == Value(NUMBER_ONLY, 7)


def test_a_month_is_settled_on_the_ninth_day_of_the_next() -> None:
    assert rules.countable_from(date(2026, 10, 31)) == date(2026, 11, 9)


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_every_week_is_in_the_cohort_of_one_month(day: date) -> None:
    """Weeks are cut by their Mondays, so nobody is in two cohorts and nobody in none."""
    monday = day - timedelta(days=day.weekday())
    month = CALENDAR.month(day)
    around = [CALENDAR.before(month), month, CALENDAR.after(month)]
    assert sum(monday in rules.weeks_of(one) for one in around) == 1


def test_a_cohort_waits_for_its_last_fifth_week() -> None:
    october = CALENDAR.month(date(2026, 10, 1))
    assert rules.weeks_of(october) == [date(2026, 10, day) for day in (5, 12, 19, 26)]
    assert rules.cohort_countable_from(october) == date(2026, 11, 29) + timedelta(days=9)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((9, 0, 0), (None, None, None)),
        ((29, 15, 14), (29, None, None)),
        ((40, 30, 9), (40, 30, None)),
        ((40, 31, 10), (40, None, 10)),
        ((100, 40, 20), (100, 40, 20)),
    ],
)
def test_what_is_told_of_a_cohort(counts: tuple[int, int, int], told: tuple[int | None, ...]) -> None:
    found = rules.told_cohort(*counts)
    assert (found.joined, found.second_week, found.fifth_week) == told


def test_nobody_is_a_tally_too() -> None:
    assert set(rules.told_shares({"a": NONE, "b": NONE}).values()) == {Value(WITHHELD)}


def test_rides_of_newcomers_do_not_follow_from_all_rides() -> None:
    """A release may tell all rides of the city: then those of earlier members would tell of four newcomers."""
    many, few = tally(40, 40), tally(2, 2)
    earlier, new = rules.told_rides({"a": many, "b": many}, {"a": few, "b": NONE})
    assert new[CITY] == earlier[CITY] == Value(WITHHELD)
    earlier, new = rules.told_rides({"a": many, "b": many}, {"a": many, "b": many})
    assert {one.status for one in (*earlier.values(), *new.values())} == {TOLD}


def test_a_number_is_not_told_beside_a_rest_of_few() -> None:
    """A release may tell the group of actions that both are of."""
    found = rules.told_numbers({"a": tally(40, 3), "b": tally(40, 40), "c": tally(40, 40)})
    assert found["a"] == Value(WITHHELD)
    assert [found[place].numerator for place in "bc"].count(40) == 1 or found[CITY].status == WITHHELD
