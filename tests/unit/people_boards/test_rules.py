"""Who stands where on a board of people."""

import pytest

from footprint.people_boards.rules import Did, Person, Standing, households, residents, rounded, standings


def person(number: int, home: int = 0, *, is_new: bool = False, alone: bool = True, together: bool = True) -> Person:
    return Person(number, home or number, "hill", is_new, alone, together)


DID = {number: Did(number, 1_000, 2_000 * number, 3_000 * number, number, 2_000 * number) for number in range(1, 9)}


@pytest.mark.parametrize(
    ("exact", "told"), [(0, 0), (7, 7), (1_249, 1_200), (98_765, 99_000), (-98_765, -99_000), (1_000_000, 1_000_000)]
)
def test_masses_are_told_in_two_figures(exact: int, told: int) -> None:
    assert rounded(exact) == told


def test_equal_days_share_a_rank_and_the_lower_half_has_no_order() -> None:
    assert standings([30, 50, 50, 10, 20]) == [
        Standing(3, 2, True),
        Standing(1, 0, True),
        Standing(1, 1, True),
        Standing(5, 3, False),
        Standing(4, 4, False),
    ]


def test_newcomers_stand_among_themselves() -> None:
    lines = residents([person(1), person(2, is_new=True), person(3, alone=False), person(9)], DID)
    assert [(one.resident_id, one.compared_with) for one in lines] == [(1, "hill"), (2, "new")]


def test_a_household_stands_for_each_of_its_people() -> None:
    (line,) = households([person(2, home=7), person(4, home=7)], {7: 2}, DID)
    assert (line.resident_id, line.compared_with, line.people, line.days, line.mid_mg) == (2, "2", 2, 3, 6_000)


def test_a_household_of_which_one_does_not_want_it_does_not_stand() -> None:
    assert households([person(2, home=7), person(4, home=7)], {7: 3}, DID) == []
    assert households([person(2, home=7), person(4, home=7, together=False)], {7: 2}, DID) == []
    assert households([person(2)], {2: 1}, DID) == []


@pytest.mark.parametrize(("alone", "lines"), [([2, 4, 6], 1), ([2, 4], 0), ([2], 1), ([], 1)])
def test_a_household_that_would_tell_about_one_who_does_not_stand_alone_does_not_stand(
    alone: list[int], lines: int
) -> None:
    home = [person(number, home=7, alone=number in alone) for number in (2, 4, 6)]
    assert len(households(home, {7: 3}, DID)) == lines


def test_six_and_more_stand_with_five() -> None:
    (line,) = households([person(number, home=7) for number in range(1, 7)], {7: 6}, DID)
    assert (line.compared_with, line.people) == ("5", 6)
