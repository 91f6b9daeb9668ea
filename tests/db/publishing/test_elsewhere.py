"""What boards and indicators tell of a month is known to whoever reads its release."""

from collections.abc import Mapping, Sequence

import pytest

from campaigns.indicators.models import IndicatorValue
from campaigns.indicators.rules import NUMBER_ONLY
from campaigns.publishing import queries
from campaigns.publishing.elsewhere import known_elsewhere
from campaigns.publishing.making import Making
from campaigns.publishing.month_tables import LEDGER as LEDGER_CELLS
from civic.disclosure.cells import Cell, Sum, decide
from civic.disclosure.tables import TOTAL
from footprint.boards.models import BoardRow
from footprint.ledger.rules import TIERS
from tests.characters import Site
from tests.releasing import FIRST, LATER, built, lived


def rows(site: Site, table: str, column: str) -> Mapping[str, object]:
    """The status of each row of a table of the month's release."""
    number = built(site)
    with site.database.read() as session:
        return {str(row[column]): row["status"] for row in queries.tables(session, number)[table].rows}


def test_what_boards_show_does_not_give_a_hidden_district_away(site: Site) -> None:
    """All districts but one are on the board, so the city's total would tell of that one."""
    lived(site)
    with site.database.write() as session:
        for district in site.city.districts[:3]:
            numbers = dict.fromkeys(("entries", "participants", "low_mg", "mid_mg", "high_mg", "self_reported_mg"), 20)
            others = dict.fromkeys(("paper_mg", "organizer_mg", "instrument_mg", "sum_g", "sum_of_squares_g2"), 0)
            about = {"period": "month:2026-09", "district_id": district.id, "counted_at": LATER, "upto_entry_id": 1}
            session.add(BoardRow(**about, **numbers, **others))
    status = rows(site, "participation", "district")
    assert [status[one.id] for one in site.city.districts[:3]] == ["published"] * 3
    assert status["total"] == status[site.city.districts[3].id] == "withheld"


GREEN = {"walking": Cell(3, 9), "bus": Cell(20, 60), "bicycle": Cell(40, 120)}
TRAVEL = {**GREEN, "carpool": Cell(11, 50)}


@pytest.mark.parametrize("is_told", [False, True])
def test_trips_that_an_indicator_tells_hide_one_of_their_actions_more(site: Site, is_told: bool) -> None:
    """Three people walked. Beside all travel it is enough to hide car pools; once all green trips are told, not."""
    if is_told:
        with site.database.write() as session:
            session.add(_told("green_trips"))
    with site.database.read() as session:
        month = site.app_services.calendar.month(FIRST)
        making = Making(site.app_services, session, month, "month 2026-09", LATER, 0, "", {})
        names = {action: making.cell(LEDGER_CELLS, TOTAL, "travel", action, TOTAL) for action in TRAVEL}
        whole = making.cell(LEDGER_CELLS, TOTAL, "travel", TOTAL, TOTAL)
        cells = {**{names[action]: cell for action, cell in TRAVEL.items()}, whole: Cell(60, 239)}
        other = known_elsewhere(making, cells)
    sums = [Sum(whole, tuple(names.values())), *other.sums]
    shown = decide({**cells, **other.cells}, sums, other.known, cells).shown
    assert names["walking"] not in shown and whole in shown
    assert (names["bus"] in shown, names["carpool"] in shown) == (not is_told, is_told)


def _told(computation: str) -> IndicatorValue:
    value = {"computation": computation, "place": "", "status": NUMBER_ONLY, "numerator": 63}
    return IndicatorValue(month="2026-09", counted_at=LATER, **value)


def board_row(place: str, **told_mg: int) -> BoardRow:
    numbers = dict.fromkeys(("entries", "participants", "low_mg", "mid_mg", "high_mg"), 100)
    others = dict.fromkeys(("self_reported_mg", "paper_mg", "organizer_mg", "instrument_mg"), 0)
    spread = dict.fromkeys(("sum_g", "sum_of_squares_g2"), 0)
    about = {"period": "month:2026-09", "district_id": place, "counted_at": LATER, "upto_entry_id": 1}
    return BoardRow(**about, **numbers, **spread, **{**others, **told_mg})


def decided(
    site: Site, cells: Mapping[tuple[str, ...], Cell], sums: Sequence[tuple[tuple[str, ...], ...]]
) -> set[tuple[str, ...]]:
    """What is shown of cells of the month, named by district, group, action and evidence; each sum begins with its
    total."""
    with site.database.read() as session:
        month = site.app_services.calendar.month(FIRST)
        making = Making(site.app_services, session, month, "month 2026-09", LATER, 0, "", {})
        named = {making.cell(LEDGER_CELLS, *name): cell for name, cell in cells.items()}
        other = known_elsewhere(making, named)
    tied = [Sum(making.cell(LEDGER_CELLS, *total), tuple(making.cell(LEDGER_CELLS, *one) for one in parts))
            for total, *parts in sums]  # fmt: skip
    return {name[2:] for name in decide({**named, **other.cells}, [*tied, *other.sums], other.known, named).shown}


def test_a_board_that_puts_kinds_of_evidence_together_tells_of_neither_alone(site: Site) -> None:
    """Three people on paper: the board says "self" of all, so a release that shows the district must hide both."""
    place = site.city.districts[0].id
    total, own, paper = ((place, TOTAL, TOTAL, tier) for tier in (TOTAL, TIERS[1], TIERS[4]))
    cells = {total: Cell(100, 1000, 0.1), own: Cell(98, 900, 0.1), paper: Cell(3, 100, 0.4)}
    with site.database.write() as session:
        session.add(board_row(place, self_reported_mg=1000))
    shown = decided(site, cells, [(total, own, paper)])
    assert total in shown
    assert own not in shown and paper not in shown


def test_a_board_makes_no_secret_of_a_release_known(site: Site) -> None:
    """Twelve people were there when the board was counted, eight are in the release: they stay a secret of it."""
    places = [one.id for one in site.city.districts]
    cells = {(place, TOTAL, TOTAL, TOTAL): Cell(40, 400, 0.1) for place in places}
    cells[places[0], TOTAL, TOTAL, TOTAL] = Cell(8, 80, 0.2)
    city = (TOTAL,) * 4
    cells[city] = Cell(40 * len(places) - 32, 400 * len(places) - 320, 0.01)
    with site.database.write() as session:
        session.add(board_row(places[0], self_reported_mg=80))
    shown = decided(site, cells, [(city, *((place, TOTAL, TOTAL, TOTAL) for place in places))])
    assert (places[0], TOTAL, TOTAL, TOTAL) not in shown
    assert len(shown) < len(cells) - 1, "another one is hidden beside it"
