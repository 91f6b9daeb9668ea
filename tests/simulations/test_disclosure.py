"""A reader with a solver of linear programs, on thirteen releases, one revision, the season to date beside each, and
the board and a campaign's page as they stood at each month's end."""

from collections.abc import Collection, Mapping, Sequence
from random import Random

import pytest

from civic.disclosure.cells import Cell, Name, Sum, decide
from tests import town_tables
from tests.publications import Decides, Press, reads_amounts, reads_people, secrets_of, thirteen_releases


class Listing:
    """Decides by the rules, and keeps what is listed as placed closely because nothing was left to hide."""

    def __init__(self) -> None:
        self.narrow: set[Name] = set()

    def __call__(
        self, cells: Mapping[Name, Cell], sums: Sequence[Sum], shown: Collection[Name], wanted: Collection[Name]
    ) -> Collection[Name]:
        decision = decide(cells, sums, shown, wanted)
        self.narrow |= set(decision.narrow)
        return decision.shown


def only_small_cells_hidden(
    cells: Mapping[Name, Cell], _: Sequence[Sum], __: Collection[Name], wanted: Collection[Name]
) -> Collection[Name]:
    return [name for name in wanted if not cells[name].is_secret(10)]


def each_table_by_itself(
    cells: Mapping[Name, Cell], sums: Sequence[Sum], _: Collection[Name], wanted: Collection[Name]
) -> Collection[Name]:
    own = set(wanted)
    return decide({name: cells[name] for name in wanted}, [each for each in sums if own.issuperset(_names(each))]).shown


def _names(each: Sum) -> set[Name]:
    return {each.total, *each.parts}


_SEEDS = range(6)


@pytest.fixture(scope="module")
def listing() -> Listing:
    return Listing()


@pytest.fixture(scope="module")
def published(listing: Listing) -> Press:
    return thirteen_releases(listing, seed=1)


def test_no_secret_amount_is_found_and_hardly_one_placed_closely(published: Press, listing: Listing) -> None:
    """Boards and pages are up before a release and hide nothing but small figures, so it may be too late to hide more:
    of all towns together at most one in fifty is placed within less than its amount, and each of these is listed."""
    secrets = closely = 0
    for seed in _SEEDS:
        own = listing if seed == 1 else Listing()
        press = published if seed == 1 else thirteen_releases(own, seed)
        places = reads_amounts(press).places(secrets_of(press))
        found = {name for name, place in places.items() if _is_close(press.cells[name].amount, *place)}
        assert min(high - low for low, high in places.values()) > 0.5
        assert len(places) > 100 and len(press.shown) > 150 and found <= own.narrow
        assert len(found) <= len(places) / 15, "nor many in any town"
        secrets, closely = secrets + len(places), closely + len(found)
    assert closely <= secrets / 50


def _is_close(amount: float, low: float, high: float) -> bool:
    return high - low < amount * (1 - 1e-6) or high <= amount


def test_no_number_of_people_is_found_and_hardly_one_placed_closely(published: Press) -> None:
    """People enter as inequalities: no more are in a season than in its months together, and no fewer than in one. At
    most one in fifty can be placed so within fewer than there are (every third is tried, as each takes a while)."""
    places = reads_people(published).places(secrets_of(published)[::3])
    widths = {name: high - low for name, (low, high) in places.items()}
    assert min(widths.values()) > 0.5
    assert sum(width < published.cells[name].people for name, width in widths.items()) <= len(places) / 50


@pytest.mark.parametrize(("weak", "least"), [(only_small_cells_hidden, 20), (each_table_by_itself, 3)])
def test_the_same_reader_finds_what_weak_masks_hide(weak: Decides, least: int) -> None:
    press = thirteen_releases(weak, seed=1)
    secrets = secrets_of(press)[-80:]
    places = reads_amounts(press).places(secrets)
    assert sum(high - low < 0.5 for low, high in places.values()) >= least


def test_a_revision_waits_until_enough_have_changed_a_cell(published: Press) -> None:
    """Who knows the old and the new figure knows their difference, which is a cell as well."""
    changed = {name: cell for name, cell in published.cells.items() if name[0] == "late 5"}
    assert any(cell.people < 10 for cell in changed.values())
    for (_, *levels), cell in changed.items():
        old, new = (("month 5", *levels), ("month 5 revised", *levels))
        if cell.people < 10:
            assert not {old, new} <= published.shown


@pytest.mark.parametrize("seed", range(6))
def test_hardly_more_is_hidden_than_must_be(seed: int) -> None:
    """Months beside each other as releases have them: three of four cells are shown that are no secrets themselves."""
    cells, sums, shown = dict[Name, Cell](), list[Sum](), set[Name]()
    for month in town_tables.months(Random(seed)):
        cells |= month.cells
        sums += month.sums
        found = decide(cells, sums, shown, month.cells)
        shown |= found.shown
        might_be_shown = [name for name, cell in month.cells.items() if not cell.is_secret(10)]
        assert len(found.shown) >= 0.75 * len(might_be_shown)
