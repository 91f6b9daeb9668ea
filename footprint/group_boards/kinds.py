"""Which kinds of groups are compared. Whoever knows groups of its own registers a kind; teams come from above."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session

from civic.calendar import Period
from civic.city.pack import City
from civic.city.text import Text
from civic.feature import ExtensionPoint


@dataclass(frozen=True, slots=True)
class Season:
    """A season whose groups are made up: its period and the instant of its first midnight."""

    period: Period
    begins: datetime


Pairs = Select[str, int]
"""A query of groups and residents who belong to them."""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """What the page of a kind says, as msgids; `address` is the last part of its address.

    `per` is the figure's denominator of `per_people` people, `people` who is counted in a group, `others` the heading
    of the lower half, `sizes` the names of size classes, `rules` who counts, a paragraph each.
    """

    address: str
    title: str
    about: str
    per: str
    people: str
    others: str
    rules: tuple[str, ...]
    beside: str = ""
    sizes: Mapping[str, str] = field(default_factory=dict)
    per_people: int = 1


@dataclass(frozen=True, slots=True)
class GroupKind:
    """Groups that stand on one board.

    `joining` gives who is to be added to the season's groups now, as queries of those who are not in them yet; without
    it the groups are the sub-districts, and an entry says itself where it counts. `people` is how many live in a group
    where the pack says it, or how many belong to it; where nobody knows, nothing is compared. Groups of `size_classes`
    (lower ends, largest first) are compared with those of their size only, the group `beside` never.
    """

    id: str
    page: BoardPage
    names: Callable[[Session, City], Mapping[str, Text]]
    joining: Callable[[Session, Season, datetime], Sequence[Pairs]] | None = None
    people: Callable[[City], Mapping[str, int]] | None = None
    size_classes: tuple[tuple[int, str], ...] = ((0, ""),)
    beside: str = ""
    most: int = 25
    """Rows that a page shows."""
    districts: Callable[[City], Mapping[str, str]] | None = None
    """Where groups are parts of districts, the district of each."""

    def size_class(self, group_id: str, people: int) -> str:
        """With whom a group is compared."""
        if self.beside and group_id == self.beside:
            return group_id
        return next(name for least, name in self.size_classes if people >= least)


GROUP_KINDS: ExtensionPoint[GroupKind] = ExtensionPoint("kinds of groups that are compared", key=lambda kind: kind.id)
