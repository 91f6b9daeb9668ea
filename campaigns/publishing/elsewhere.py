"""What a reader of a month's release knows of its cells from elsewhere: boards, and indicators of the month.

Boards move only when ten people have changed them, so a board's figure of a district lags the release's by at most nine
people; it is taken for the very figure here, which hides rather more than less. An indicator that is told in numbers is
a sum of actions of the city.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaigns.indicators import measures
from campaigns.indicators import queries as indicators
from campaigns.indicators.definitions import Metric
from campaigns.indicators.resources import DEFINITIONS
from campaigns.indicators.rules import CITY, NUMBER_ONLY, TOLD
from campaigns.publishing.making import Making
from campaigns.publishing.month_tables import LEDGER
from civic.calendar import address_of
from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.live import MINIMUM, may_be_shown
from civic.disclosure.tables import TOTAL
from footprint.boards.queries import CountedPlace, counted
from footprint.ledger.rules import TIERS

INDICATOR = "indicator"
"""The second level of the names of sums that indicators tell."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Cells beside a release's own, the sums that tie them to it, and the names of all that is known."""

    cells: Mapping[Name, Cell]
    sums: Sequence[Sum]
    known: frozenset[Name]


def known_elsewhere(making: Making, cells: Mapping[Name, Cell]) -> Elsewhere:
    """What is known of the cells of a release from elsewhere."""
    on_boards = {name for name in _on_boards(making) if name in cells}
    sums = list(_of_indicators(making, cells))
    made = {each.total: _together(cells[part] for part in each.parts) for each in sums}
    return Elsewhere(made, sums, frozenset(on_boards | made.keys()))


def _on_boards(making: Making) -> Iterator[Name]:
    """The total of each district that the board of the month shows, and its parts by evidence that are told apart."""
    for place in counted(making.services.database, making.period.key):
        yield making.cell(LEDGER, place.district_id, TOTAL, TOTAL, TOTAL)
        for tier, mg in zip(TIERS.values(), _by_tier(place), strict=True):
            if mg:
                yield making.cell(LEDGER, place.district_id, TOTAL, TOTAL, tier)


def _by_tier(place: CountedPlace) -> tuple[int, ...]:
    return place.self_reported_mg, place.paper_mg, place.organizer_mg, place.instrument_mg


def _of_indicators(making: Making, cells: Mapping[Name, Cell]) -> Iterator[Sum]:
    """The trips of the whole city that an indicator counts, as the sum of actions that they are."""
    actions = {name[4]: name for name in cells if name[1:3] == (LEDGER, TOTAL) and name[4] != TOTAL}
    for key, some in _told(making).items():
        parts = tuple(actions[one] for one in some if one in actions)
        if len(parts) > 1 and may_be_shown(sum(cells[part].people for part in parts)):
            yield Sum(making.cell(INDICATOR, key), parts)


def _told(making: Making) -> dict[str, Sequence[str]]:
    """Which actions of the city are told together; rides only where those of newcomers and of others both are."""
    month = address_of(making.period.key)
    values = indicators.values(making.session, month, month)
    told = {one.computation for one in values if one.place == CITY and one.status in (TOLD, NUMBER_ONLY)}
    metrics = making.services.get(DEFINITIONS).metrics.values()
    of_trips = [one for one in metrics if one.whole and _is_told(one, told)]
    return {f"{one.computation} {what}": some for one in of_trips for what, some in _sets(one).items()}


def _is_told(metric: Metric, told: Iterable[str]) -> bool:
    needed = measures.OF_RIDES if metric.computation in measures.OF_RIDES else {metric.computation}
    return needed <= set(told)


def _sets(metric: Metric) -> dict[str, Sequence[str]]:
    """Of rides the answers are told, not the actions."""
    if metric.computation in measures.OF_RIDES:
        return {"whole": metric.whole}
    return {"whole": metric.whole, "part": metric.part}


def _together(cells: Iterable[Cell]) -> Cell:
    """What is told, of enough people at least."""
    found = list(cells)
    amount = sum(one.amount for one in found)
    most = max(one.largest_share * one.amount for one in found)
    return Cell(max(MINIMUM, *(one.people for one in found)), amount, most / amount if amount else 0.0)
