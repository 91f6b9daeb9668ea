"""Tables with their totals, and those that do not add up."""

import pytest

from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.tables import TOTAL, TableError, with_totals


def test_totals_that_are_not_there_are_added() -> None:
    cells, sums = with_totals(
        {("a", "x"): Cell(3, 30, 0.5), ("a", "y"): Cell(4, 10, 1.0), ("b", "x"): Cell(5, 60, 0.1)}
    )
    assert cells[("a", TOTAL)] == Cell(7, 40, 15 / 40)
    assert cells[(TOTAL, TOTAL)] == Cell(12, 100, 0.15)
    assert Sum((TOTAL, "x"), (("a", "x"), ("b", "x")), True) in sums
    assert len(sums) == 3 + 3


def test_a_total_may_have_fewer_people_than_its_parts() -> None:
    """Some are in several."""
    _, (only,) = with_totals({("x",): Cell(3, 30), ("y",): Cell(4, 10), (TOTAL,): Cell(5, 40)})
    assert not only.people_add_up


@pytest.mark.parametrize(
    ("total", "words"),
    [(Cell(7, 41), "is 41, but its parts add up to 40"), (Cell(3, 40), "3 people"), (Cell(8, 40), "from 4 to 7")],
)
def test_what_does_not_add_up_is_refused(total: Cell, words: str) -> None:
    table: dict[Name, Cell] = {("x",): Cell(3, 30), ("y",): Cell(4, 10), (TOTAL,): total}
    with pytest.raises(TableError, match=words):
        with_totals(table)


def test_no_table_has_no_totals() -> None:
    assert with_totals({}) == ({}, [])
