"""What may be shown of small tables, and why not."""

import pytest

from civic.disclosure.cells import Cell, Decision, Name, Sum, Why, decide
from civic.disclosure.tables import TOTAL, with_totals


def table(**rows: list[int]) -> dict[Name, Cell]:
    """Districts by kinds of action, with people who are their own amount."""
    return {(name, str(kind)): Cell(people, people) for name, each in rows.items() for kind, people in enumerate(each)}


def decided(**rows: list[int]) -> Decision:
    return decide(*with_totals(table(**rows)))


def test_large_cells_are_all_shown() -> None:
    found = decided(a=[30, 40], b=[50, 60])
    assert len(found.shown) == 9 and not found.hidden and not found.narrow


def test_a_small_cell_takes_three_others_with_it() -> None:
    """One in its row, one in its column, and the one where those cross, in one table with all totals."""
    found = decided(a=[4, 30, 40], b=[50, 60, 70], c=[80, 90, 100])
    assert found.hidden[("a", "0")] is Why.FEW
    assert sorted(found.hidden.values()) == [Why.FEW, *[Why.PROTECTS_OTHERS] * 3]
    assert {(TOTAL, TOTAL), ("a", TOTAL), (TOTAL, "0")} <= found.shown


def test_nobody_counts_like_one_to_nine() -> None:
    assert decided(a=[0, 30], b=[40, 50]).hidden[("a", "0")] is Why.FEW


def test_a_cell_of_one_person_for_the_most_part_is_hidden() -> None:
    cells = {("a",): Cell(20, 1000, 0.51), ("b",): Cell(20, 1000, 0.5), ("c",): Cell(30, 3000)}
    found = decide(*with_totals(cells))
    assert found.hidden == {("a",): Why.ONE_PERSON, ("b",): Why.PROTECTS_OTHERS}


def test_two_small_cells_do_not_protect_each_other() -> None:
    """Their sum would be told, and it is of seven people; a third is hidden beside them."""
    found = decided(a=[4], b=[3], c=[20], d=[30])
    assert set(found.hidden) == {("a", "0"), ("b", "0"), ("c", "0")} | {(name, TOTAL) for name in "abc"}


def test_people_who_may_be_the_same_protect_nobody() -> None:
    """Six of one kind of action and six of another may be the same six."""
    sums = [Sum((TOTAL,), (("a",), ("b",), ("c",)))]
    cells: dict[Name, Cell] = {("a",): Cell(6, 6), ("b",): Cell(6, 6), ("c",): Cell(20, 20), (TOTAL,): Cell(25, 32)}
    assert ("c",) in decide(cells, sums).hidden
    apart = [Sum((TOTAL,), (("a",), ("b",), ("c",)), people_add_up=True)]
    assert ("c",) in decide({**cells, (TOTAL,): Cell(32, 32)}, apart).shown


def test_what_was_shown_before_is_remembered() -> None:
    """The season to date, the month before and this month: any two tell the third."""
    cells: dict[Name, Cell] = {("may",): Cell(30, 30), ("june",): Cell(4, 4), ("season",): Cell(34, 34)}
    sums = [Sum(("season",), (("may",), ("june",)), people_add_up=True)]
    assert decide(cells, sums).shown == {("season",)}
    after_may = decide(cells, sums, [("may",)])
    assert (after_may.shown, after_may.already_known) == (frozenset(), frozenset())
    both = decide(cells, sums, [("may",), ("season",)])
    assert both.already_known == {("june",)}


def test_a_total_that_is_summed_up_in_two_ways_is_one_equation_more() -> None:
    """By kinds and by evidence: a reader sets the one against the other."""
    kinds, evidence = [("ride",), ("bag",)], [("told",), ("confirmed",)]
    cells: dict[Name, Cell] = {
        (TOTAL,): Cell(100, 100),
        ("ride",): Cell(60, 60),
        ("bag",): Cell(40, 40),
        ("told",): Cell(96, 96),
        ("confirmed",): Cell(4, 4),
    }
    sums = [Sum((TOTAL,), tuple(kinds), True), Sum((TOTAL,), tuple(evidence), True)]
    found = decide(cells, sums)
    assert ("told",) in found.hidden or {(TOTAL,), *kinds}.isdisjoint(found.shown)
    assert not {("told",), (TOTAL,)} <= found.shown and not {("told",), *kinds} <= found.shown


NARROW: dict[Name, Cell] = {
    ("x",): Cell(50, 85, 0.6),
    ("y",): Cell(11, 15),
    ("z",): Cell(90, 200),
    ("xyz",): Cell(140, 300),
    ("u",): Cell(5, 5),
    ("v",): Cell(90, 300),
    ("yuv",): Cell(100, 320),
}
"""A reader who knows z and v knows that y and u are 20 together, hence y at most 20, and x from 80 to 100."""
LINES = [Sum(("xyz",), (("x",), ("y",), ("z",))), Sum(("yuv",), (("y",), ("u",), ("v",)))]


def test_a_narrow_interval_is_widened() -> None:
    found = decide(NARROW, LINES)
    assert set(found.hidden) == {("x",), ("y",), ("z",), ("u",)} and not found.narrow


def test_what_cannot_be_widened_is_told() -> None:
    found = decide(NARROW, LINES, [("xyz",), ("yuv",), ("z",), ("v",)])
    assert (found.shown, found.narrow) == (frozenset(), {("x",): (80, 100)})


def test_only_candidates_are_decided_about() -> None:
    cells, sums = with_totals(table(a=[30], b=[40]))
    found = decide(cells, sums, candidates=[("a", "0")])
    assert (found.shown, found.hidden) == ({("a", "0")}, {})


def test_the_order_of_cells_does_not_matter() -> None:
    rows = {"a": [4, 30, 40], "b": [50, 6, 70], "c": [80, 90, 100]}
    turned = dict(reversed(table(**rows).items()))
    assert decided(**rows).shown == decide(*with_totals(turned)).shown


def test_sums_that_cannot_be_are_refused() -> None:
    cells: dict[Name, Cell] = {("a",): Cell(1, 1), ("b",): Cell(1, 1)}
    for wrong in ([Sum(("a",), (("c",),))], [Sum(("a",), ())], [Sum(("a",), (("b",),)), Sum(("b",), (("a",),))]):
        with pytest.raises(ValueError, match=r"not there|parts of themselves"):
            decide(cells, wrong)
