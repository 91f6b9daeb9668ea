"""How a release comes about: the kinds there are, who makes which table, and what a table hands in to be decided.

Kinds and tables are extension points: a survey's rates or the city's own accounts join in from their `feature.py`.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy.orm import Session

from campaigns.publishing.tidy import Schema, Value
from civic.calendar import Period
from civic.city.text import Text
from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.tables import TOTAL
from civic.feature import ExtensionPoint
from civic.services import Services

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class ReleaseKind:
    """A kind of release. `name` is a msgid; `period` finds a period by its key in addresses, None where it is none;
    `earliest` is the first day on which one may be built."""

    key: str
    name: str
    period: Callable[[Services, str], Period | None]
    earliest: Callable[[Period], date]


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many residents a place has, as a release uses it."""

    residents: int
    low: int
    high: int
    status: str
    source: str


class Making:
    """What is known while a release is made, or made again to be verified.

    Args:
        prefix: begins the names of all cells of this release; see `cell`.
        at: the instant as of which it is made.
        denominators: of each district, and of the whole city as `TOTAL`.
    """

    def __init__(
        self,
        services: Services,
        session: Session,
        period: Period,
        prefix: str,
        at: datetime,
        upto_entry_id: int,
        pack_version: str,
        denominators: Mapping[str, Denominator],
    ) -> None:
        self.services, self.session, self.period, self.prefix = services, session, period, prefix
        self.at, self.upto_entry_id, self.pack_version = at, upto_entry_id, pack_version
        self.denominators = denominators
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """What several tables need, made by the first that asks."""
        if key not in self._made:
            self._made[key] = make()
        return cast(Thing, self._made[key])

    @property
    def districts(self) -> list[str]:
        """The places that the city is made of, in the order of the pack."""
        return [place for place in self.denominators if place != TOTAL]

    def cell(self, *levels: str) -> Name:
        """The name of a cell of this release in the one system of all."""
        return (self.prefix, *levels)

    def words(self, message: str) -> Text:
        """A msgid in every language of the city."""
        languages = self.services.languages
        return Text({code: language.words.gettext(message) for code, language in languages.items()})


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its values by column, and the cell whose mask it carries; None for what tells about nobody."""

    values: Mapping[str, Value]
    cell: Name | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A table before anything is hidden, with what it adds to the system: cells, and the sums between them."""

    schema: Schema
    lines: Sequence[Line]
    cells: Mapping[Name, Cell] = field(default_factory=dict)
    sums: Sequence[Sum] = ()


@dataclass(frozen=True, slots=True)
class TableMaker:
    """Makes a table for releases of a kind; None where this release has none. `recomputes` says whether the ledger
    gives the same at any later time, so that `verify` makes it anew; of others it checks the text."""

    kind: str
    key: str
    make: Callable[[Making], Draft | None]
    recomputes: bool = False


RELEASE_KINDS: ExtensionPoint[ReleaseKind] = ExtensionPoint("kinds of releases", key=lambda kind: kind.key)
RELEASE_TABLES: ExtensionPoint[TableMaker] = ExtensionPoint(
    "tables of releases", key=lambda maker: (maker.kind, maker.key)
)
