"""A reader with a solver of linear programs, on thirteen releases, one revision, the season to date beside each, and
the board and a campaign's page as they stood at each month's end."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from civic.disclosure.cells import Cell, Name, Sum, decide
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


@pytest.fixture(scope="module")
def listing() -> Listing:
    return Listing()


@pytest.fixture(scope="module")
def published(listing: Listing) -> Press:
    return thirteen_releases(listing, seed=1)


def test_no_secret_amount_is_found_and_hardly_one_placed_closely(published: Press, listing: Listing) -> None:
    """Boards and pages are up before a release and hide nothing but small figures, so it may be too late to hide more:
    at most one in fifty is placed within less than its amount, and each of these is listed by the decision."""
    secrets = secrets_of(published)
    places = reads_amounts(published).places(secrets)
    assert len(secrets) > 100 and len(published.shown) > 150
    closely = {
        name
        for name, (low, high) in places.items()
        if high - low < published.cells[name].amount * (1 - 1e-6) or high <= published.cells[name].amount
    }
    assert min(high - low for low, high in places.values()) > 0.5
    assert len(closely) <= len(secrets) / 50 and closely <= listing.narrow


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
