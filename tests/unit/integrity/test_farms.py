"""Crowds on one device, behind one address, in a team that appeared overnight: just below and just above."""

from collections.abc import Callable, Sequence

import pytest

from footprint.integrity.rules import Account, Deed
from tests.deeds import account, deed, diary, found
from tests.deeds import rules_of as all_rules_of

FAR_APART = 50
"""Minutes between one copy and the next: too many for the rule about copies."""


def on_device(who: int) -> Account:
    return account(who, device=b"tablet", minute=who * 10_000)


def at_address(who: int) -> Account:
    return account(who, network=b"house", minute=who * 10_000)


def joined_together(who: int) -> Account:
    return account(who, minute=who * 120)


def copies(number: int, *, days: int = 4, kinds: int = 3, milli: int = 1000, first: int = 1) -> list[Deed]:
    """One diary in so many homes of a team, each written long after the one before."""
    return [
        one
        for who in range(first, first + number)
        for one in diary(who, days=days, kinds=kinds, late=FAR_APART * who, teams=(7,), milli=milli)
    ]


def own(first: int, number: int) -> list[Deed]:
    """So many of the team with diaries of their own."""
    return [
        deed(who, f"thing{who % 7}", 1000 * who, day=day, teams=(7,))
        for who in range(first, first + number)
        for day in range(3)
    ]


def rules_of(deeds: Sequence[Deed], accounts: Sequence[Account] = ()) -> dict[str, list[int]]:
    """Whom the rules about crowds ask; that all of them are one team is asked about apart."""
    asked = all_rules_of(deeds, accounts)
    return {rule: who for rule, who in asked.items() if rule != "copied_diaries"}


CROWDS = [("one_device", on_device, 4), ("one_network", at_address, 6), ("overnight_team", joined_together, 6)]
crowds = pytest.mark.parametrize(("rule", "joins", "least"), CROWDS)
Joins = Callable[[int], Account]


def people(joins: Joins, deeds: Sequence[Deed]) -> list[Account]:
    return [joins(who) for who in sorted({one.resident_id for one in deeds})]


@crowds
def test_so_many_households_are_needed(rule: str, joins: Joins, least: int) -> None:
    few, enough = copies(least - 1), copies(least)
    assert rules_of(few, people(joins, few)) == {}
    assert rules_of(enough, people(joins, enough)) == {rule: [*range(1, least + 1)]}


@crowds
def test_what_they_share_says_nothing_by_itself(rule: str, joins: Joins, least: int) -> None:
    school = own(1, 40)
    assert rules_of(school, people(joins, school)) == {}


@crowds
def test_three_fifths_of_the_crowd_must_be_alike(rule: str, joins: Joins, least: int) -> None:
    alike = copies(12)
    in_part = [*alike, *own(13, 8)]
    assert rules_of(in_part, people(joins, in_part)) == {rule: [*range(1, 13)]}
    in_school = [*alike, *own(13, 9)]
    assert rules_of(in_school, people(joins, in_school)) == {}


@crowds
def test_four_days_and_three_things_are_needed(rule: str, joins: Joins, least: int) -> None:
    habit = others(12, kinds=2)
    for deeds in (copies(12, days=3, kinds=5), [*copies(12, days=9, kinds=2), *habit]):
        assert rules_of(deeds, people(joins, deeds)) == {}


@crowds
def test_quantities_may_be_blurred_a_little(rule: str, joins: Joins, least: int) -> None:
    """By 15 %: further apart they make two halves, and none is most of the crowd."""
    for more, asked in ((176, {rule: [*range(1, 13)]}), (177, {})):
        told = [one for who in range(1, 13) for one in copies(1, first=who, milli=1000 + more * (who % 2))]
        assert rules_of(told, people(joins, told)) == asked


@crowds
def test_nothing_is_asked_where_nothing_is_known(rule: str, joins: Joins, least: int) -> None:
    assert rules_of(copies(12)) == {}
    assert rules_of(copies(12), [account(who, minute=who * 10_000) for who in range(1, 13)]) == {}


@crowds
def test_a_household_is_no_crowd(rule: str, joins: Joins, least: int) -> None:
    family = [one for who in range(1, 9) for one in diary(who, household=who % 3, late=FAR_APART * who, teams=(7,))]
    assert rules_of(family, people(joins, family)) == {}


def test_a_team_appears_overnight_if_each_joins_within_two_hours_of_the_one_before() -> None:
    deeds = copies(6)
    assert rules_of(deeds, [account(who, minute=who * 120) for who in range(1, 7)]) != {}
    assert rules_of(deeds, [account(who, minute=who * 120.1) for who in range(1, 7)]) == {}


def test_those_who_joined_on_other_days_are_no_part_of_it() -> None:
    deeds = [*copies(6), *own(7, 30)]
    joined = [account(who, minute=who if who < 7 else who * 10_000) for who in range(1, 37)]
    assert rules_of(deeds, joined) == {"overnight_team": [1, 2, 3, 4, 5, 6]}


def test_two_teams_are_no_two_reasons() -> None:
    deeds = [one for who in range(1, 7) for one in diary(who, days=4, kinds=3, late=FAR_APART * who, teams=(7, 8))]
    assert rules_of(deeds, people(joined_together, deeds)) == {"overnight_team": [1, 2, 3, 4, 5, 6]}


def test_the_figures_are_those_of_the_explanation() -> None:
    deeds = copies(6, days=5)
    asked = next(one for one in found(deeds, people(on_device, deeds)) if one.rule == "one_device")
    assert asked.figures == {"accounts": 6, "households": 6, "entries": 15, "days": 5}


def test_a_team_of_copies_is_asked_whenever_it_joined() -> None:
    assert all_rules_of(copies(5)) == {}
    assert all_rules_of(copies(6)) == {"copied_diaries": [1, 2, 3, 4, 5, 6]}
    assert all_rules_of([*copies(6), *own(7, 4)]) == {"copied_diaries": [1, 2, 3, 4, 5, 6]}
    assert all_rules_of([*copies(6), *own(7, 5)]) == {}


SCRIPT = (("bus", 9000), ("bus", 20_000), ("thing1", 1000), ("thing2", 1000))


def left_out(one_in: int) -> dict[str, list[int]]:
    """What is asked of ten accounts on one device, each of which leaves other lines of a script out."""
    told = [
        deed(who, action, milli, day=day, minute=FAR_APART * who)
        for who in range(1, 11)
        for day in range(5)
        for number, (action, milli) in enumerate(SCRIPT)
        if (who + 4 * day + number) % one_in
    ]
    return rules_of(told, people(on_device, told))


def test_copies_may_leave_a_little_out() -> None:
    """A tenth, though there are two ways of one kind on each day; a quarter is too much."""
    assert left_out(10) == {"one_device": [*range(1, 11)]}
    assert left_out(4) == {}


def others(number: int, first: int = 1000, **how: int) -> list[Deed]:
    """The same diary of so many who have nothing in common with the crowd, nor with each other."""
    return [
        one
        for who in range(first, first + number)
        for one in diary(who, days=4, kinds=how.get("kinds", 3), late=FAR_APART * who)
    ]


ASKED = {"copied_diaries": [1, 2, 3, 4, 5, 6]}


def test_a_diary_that_comes_from_many_sides_is_a_habit_of_the_city() -> None:
    assert all_rules_of([*copies(6), *others(11)]) == ASKED
    assert all_rules_of([*copies(6), *others(12)]) == {}


def test_whatever_else_they_write() -> None:
    busy = [deed(who, f"thing{number}", 500, day=9) for who in range(1000, 1012) for number in range(10)]
    assert all_rules_of([*copies(6), *others(12), *busy]) == {}


def test_who_does_each_of_the_things_but_not_all_says_nothing() -> None:
    some = others(200, kinds=2)
    rest = [deed(who, "thing2", day=day) for who in range(2000, 2200) for day in range(4)]
    assert all_rules_of([*copies(6), *some, *rest]) == ASKED


def test_another_crowd_is_one_side() -> None:
    fifty = others(50)
    assert all_rules_of([*copies(6), *fifty]) == {}
    people = [account(who, minute=who * 10_000, network=b"office") for who in range(1000, 1050)]
    asked = all_rules_of([*copies(6), *fifty], people)
    assert asked == {**ASKED, "one_network": [*range(1000, 1050)]}


def test_nothing_is_asked_where_nobody_can_say_who_else_keeps_it() -> None:
    """Every quantity a little different: no line is the same in half of the households."""
    halves, none_alike = ([1000 + 10 * (who // size) for who in range(6)] for size in (3, 1))
    for millis, asked in ((halves, ASKED), (none_alike, {})):
        assert (
            all_rules_of([one for who, milli in enumerate(millis, 1) for one in copies(1, first=who, milli=milli)])
            == asked
        )


def test_two_things_are_evidence_where_nobody_else_wrote_them() -> None:
    deeds = copies(6, kinds=2, days=6)
    assert all_rules_of(deeds) == ASKED
    of_one_thing = [deed(who, "thing1", day=day) for who in range(1000, 1006) for day in range(6)]
    assert all_rules_of([*deeds, *of_one_thing[:-6]]) == ASKED
    assert all_rules_of([*deeds, *of_one_thing]) == {}
    assert all_rules_of(copies(6, kinds=1, days=20)) == {}
