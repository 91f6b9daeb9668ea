"""What a reader of a month's release knows of its cells from elsewhere: boards, and indicators of the month.

Boards move only when ten people have changed them, so a board's figure of a district lags the release's by at most nine
people; it is taken for the very figure here, unless the release's is of too few. An indicator that is told in numbers
is a sum of actions of the city.
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
from civic.disclosure.live import MINIMUM, may_be_shown, told_together
from civic.disclosure.tables import TOTAL
from footprint.boards.queries import counted
from footprint.ledger.rules import TIERS

INDICATOR, BOARD = "indicator", "board"
"""The second levels of the names of sums that indicators and boards tell."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Cells beside a release's own, the sums that tie them to it, and the names of all that is known."""

    cells: Mapping[Name, Cell]
    sums: Sequence[Sum]
    known: frozenset[Name]


def known_elsewhere(making: Making, cells: Mapping[Name, Cell]) -> Elsewhere:
    """What is known of the cells of a release from elsewhere."""
    told = [*_on_boards(making, cells), *_of_indicators(making, cells)]
    alone = {parts[0] for _, parts in told if len(parts) == 1 and not cells[parts[0]].is_secret(MINIMUM)}
    sums = [Sum(name, parts) for name, parts in told if len(parts) > 1]
    made = {each.total: _together(cells[part] for part in each.parts) for each in sums}
    return Elsewhere(made, sums, frozenset(alone | made.keys()))


_ToldTogether = tuple[Name, tuple[Name, ...]]
"""A figure that is told elsewhere, under a name of its own, and the release's cells that it is the sum of."""


def _on_boards(making: Making, cells: Mapping[Name, Cell]) -> Iterator[_ToldTogether]:
    """The total of each district that the board of the month shows, and its parts by evidence: a board puts those of
    few people together with others."""
    for place in counted(making.services.database, making.period.key):
        total = making.cell(LEDGER, place.district_id, TOTAL, TOTAL, TOTAL)
        tiers = [making.cell(LEDGER, place.district_id, TOTAL, TOTAL, tier) for tier in TIERS.values()]
        groups = told_together([cells[one].people if one in cells else 0 for one in tiers])
        for parts in ([total], *([tiers[number] for number in group] for group in groups)):
            if all(one in cells for one in parts):
                yield making.cell(BOARD, *parts[0][2:]), tuple(parts)


def _of_indicators(making: Making, cells: Mapping[Name, Cell]) -> Iterator[_ToldTogether]:
    """The trips of the whole city that an indicator counts, as the sum of actions that they are."""
    actions = {name[4]: name for name in cells if name[1:3] == (LEDGER, TOTAL) and name[4] != TOTAL}
    for key, some in _told(making).items():
        parts = tuple(actions[one] for one in some if one in actions)
        if parts and may_be_shown(sum(cells[part].people for part in parts)):
            yield making.cell(INDICATOR, key), parts


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
