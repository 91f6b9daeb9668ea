"""The same diary in several households: just below and just above, and never within one."""

from collections.abc import Sequence

from footprint.integrity.rules import Deed
from footprint.ledger.rules import ORGANIZER_CONFIRMED
from tests.deeds import account, deed, diary, found, rules_of

COPIED = {"copied_diaries": [1, 2, 3]}


def copies(number: int = 3, *, days: int = 5, kinds: int = 5, apart: float = 0, milli: int = 1000) -> list[Deed]:
    """One diary in so many homes, each written so many minutes after the one before."""
    return [
        one
        for resident in range(1, number + 1)
        for one in diary(resident, days=days, kinds=kinds, late=apart * resident, milli=milli)
    ]


def test_three_homes_are_asked_and_two_are_not() -> None:
    assert rules_of(copies(2)) == {}
    assert rules_of(copies(3)) == COPIED


def test_the_figures_are_those_of_the_explanation() -> None:
    asked = found(copies(3))[0]
    assert asked.figures == {"accounts": 3, "households": 3, "entries": 25, "days": 5}
    assert len(asked.entry_ids) == 25


def test_five_days_and_five_things_are_needed() -> None:
    assert rules_of(copies(days=4, kinds=6)) == {}
    assert rules_of(copies(days=6, kinds=4)) == {}
    assert rules_of(copies(days=5, kinds=4)) == {}


def test_they_must_be_written_within_five_minutes_of_each_other() -> None:
    assert rules_of(copies(apart=5)) == COPIED
    assert rules_of(copies(apart=5.1)) == {}


def test_eight_homes_may_have_been_written_one_after_the_other() -> None:
    assert rules_of(copies(7, apart=45)) == {}
    assert rules_of(copies(8, apart=45)) == {"copied_diaries": [*range(1, 9)]}
    assert rules_of(copies(8, apart=45.1)) == {}


def more(number: int) -> list[Deed]:
    """So many deeds of each of three, which nobody else has."""
    return [deed(who, "thing9", 1000 + who, day=20 + one) for who in (1, 2, 3) for one in range(number)]


def test_four_fifths_of_the_longer_diary_must_be_the_same() -> None:
    assert rules_of([*copies(), *more(6)]) == COPIED
    assert rules_of([*copies(), *more(7)]) == {}


def test_what_only_one_has_is_not_asked_about() -> None:
    own = more(1)
    assert {entry for one in found([*copies(), *own]) for entry in one.entry_ids}.isdisjoint(
        one.entry_id for one in own
    )


def test_quantities_must_be_the_same() -> None:
    other = [one for who in (1, 2, 3) for one in diary(who, milli=1000 + who)]
    assert rules_of(other) == {}


def test_a_household_may_do_everything_together() -> None:
    together = [one for who in range(1, 9) for one in diary(who, household=who % 2, days=20)]
    assert rules_of(together) == {}


def test_what_an_organizer_confirmed_is_no_copy() -> None:
    assert rules_of([one for who in range(1, 51) for one in diary(who, tier=ORGANIZER_CONFIRMED)]) == {}


def test_what_a_class_writes_in_the_same_hour_says_nothing() -> None:
    assert rules_of(copies(24)) == {"copied_diaries": [*range(1, 25)]}
    assert rules_of(copies(25)) == {}


def in_team(number: int) -> Sequence[Deed]:
    """As many as are asked to write the same, one of them at home: a class where not all keep the same diary."""
    same = [one for who in range(1, number + 1) for one in diary(who, teams=(1,))]
    other = [one for who in range(101, 121) for one in diary(who, kinds=2, milli=who, teams=(1,))]
    return [*same, *other]


def test_a_large_team_or_address_is_left_to_the_rules_about_crowds() -> None:
    assert rules_of(in_team(5)) == {}
    assert rules_of(copies(6), [account(who, network=b"school") for who in range(1, 5)]) != {}
    people = [account(who, network=b"school") for who in range(1, 4)]
    others = [account(who, network=b"school") for who in range(11, 14)]
    alone = [deed(who) for who in range(11, 14)]
    assert rules_of([*copies(3), *alone], people) == COPIED
    assert rules_of([*copies(3), *alone], [*people, *others]) == {}
