"""A board as it is asked for: which one, and the rows that its page would show."""

from dataclasses import dataclass

from campaigns.open_data import board_tables, views
from campaigns.open_data.contract import BoardFile
from campaigns.open_data.sending import kept
from campaigns.publishing.tidy import TableText
from civic.denominators.in_force import city_on
from civic.errors import NotFound
from civic.web.context import services
from footprint.boards.queries import counted, district_board
from footprint.boards.views import Shown, shown_period
from footprint.group_boards import queries as group_queries
from footprint.group_boards.kinds import GroupKind
from footprint.group_boards.queries import Asked


@dataclass(frozen=True, slots=True)
class FoundBoard:
    """What was found: the rows, and the period and size they are of."""

    table: TableText
    shown: Shown
    size: str


def found_board(address: str, asked: BoardFile) -> FoundBoard:
    """The rows of a board; the answer at hand may be kept for visitors while they are the same.

    Raises:
        NotFound: there is no such board or period, or the board has no such size.
    """
    shown = shown_period(asked.period, asked.key, services().calendar.today())
    if address == board_tables.DISTRICTS:
        _size(asked.size, [])
        return FoundBoard(_districts(shown, asked.measure), shown, "")
    kind = views.group_kinds().get(address)
    if kind is None:
        raise NotFound("There is no such board.")
    size = _size(asked.size, [name for _, name in kind.size_classes if name])
    return FoundBoard(_groups(kind, shown, asked.measure, size), shown, size)


def _size(asked: str, there_are: list[str]) -> str:
    """The size class; where none is asked for the smallest, as on the page."""
    if asked and asked not in there_are:
        raise NotFound("This board has no groups of such a size.")
    return asked or (there_are[-1] if there_are else "")


def _districts(shown: Shown, measure: str) -> TableText:
    app = services()
    _, found = kept(lambda: (app.calendar.today(), counted(app.database, shown.key)))
    board = district_board(city_on(app, shown.day), found, measure)
    return board_tables.of_districts(board, views.words, app.city.languages)


def _groups(kind: GroupKind, shown: Shown, measure: str, size: str) -> TableText:
    app = services()
    asked = Asked(kind.id, shown.key, "", measure, size, kind.beside, kind.most)
    _, rows = kept(lambda: (app.calendar.today(), group_queries.board(app.database, asked)))
    return board_tables.of_groups(kind, group_queries.read(rows), views.words, app.city.languages)
