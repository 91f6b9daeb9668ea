"""When live figures are shown, and when they move."""

import pytest

from civic.disclosure.live import may_be_shown, may_move, moved_parts, parts_may_move, put_together, told_together


@pytest.mark.parametrize(("people", "shown"), [(0, False), (1, False), (9, False), (10, True)])
def test_figures_over_fewer_than_ten_are_not_shown(people: int, shown: bool) -> None:
    assert may_be_shown(people) is shown


@pytest.mark.parametrize(("changed", "moves"), [(0, False), (9, False), (10, True)])
def test_figures_move_when_ten_have_changed_them(changed: int, moves: bool) -> None:
    assert may_move(changed) is moves


@pytest.mark.parametrize(
    ("people", "groups"),
    [
        ([50, 0, 12, 0], [[0], [2]]),
        ([50, 0, 12, 3], [[0], [2, 3]]),
        ([50, 0, 3, 3], [[0, 2, 3]]),
        ([4, 0, 12, 11], [[0, 2], [3]]),
        ([6, 0, 6, 0], [[0, 2]]),
        ([0, 0, 12, 0], [[2]]),
        ([0, 0, 0, 0], []),
    ],
)
def test_kinds_of_few_people_are_told_with_a_weaker_one(people: list[int], groups: list[list[int]]) -> None:
    assert told_together(people) == groups
    amounts = [7 * number for number in people]
    told = put_together(amounts, groups)
    assert sum(told) == sum(amounts)
    assert [place for place, amount in enumerate(told) if amount] == [group[0] for group in groups]


@pytest.mark.parametrize(
    ("changed", "moves"),
    [
        ([20, 0, 0, 0], True),
        ([20, 0, 1, 0], False),
        ([20, 0, 1, 10], True),
        ([0] * 4, True),
        ([20, 5, 0, 0], False),  # five took all of the second part back, which was told with the first
        ([20, 10, 0, 0], True),
    ],
)
def test_parts_move_when_nobody_or_ten_changed_each(changed: list[int], moves: bool) -> None:
    groups, amounts = [[0], [2, 3]], [5, 0, 2, 1]
    assert parts_may_move(groups, changed) is moves
    assert moved_parts(amounts, groups, changed, are_told=True) == ([5, 0, 3, 0] if moves else None)
    assert moved_parts(amounts, groups, changed, are_told=False) == [5, 0, 3, 0]
