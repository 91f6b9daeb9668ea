"""When live figures are shown, and when they move."""

import pytest

from civic.disclosure.live import may_be_shown, may_move


@pytest.mark.parametrize(("people", "shown"), [(0, False), (1, False), (9, False), (10, True)])
def test_figures_over_fewer_than_ten_are_not_shown(people: int, shown: bool) -> None:
    assert may_be_shown(people) is shown


@pytest.mark.parametrize(("changed", "moves"), [(0, False), (9, False), (10, True)])
def test_figures_move_when_ten_have_changed_them(changed: int, moves: bool) -> None:
    assert may_move(changed) is moves
