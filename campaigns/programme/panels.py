"""Where the features above hook into a campaign: parts of its public page, links on its desk, rows at its creation,
dates in its calendar file. Programme never learns who they are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.programme.models import Campaign
from civic.accounts.identity import Actor
from civic.database.json_rows import JsonRows
from civic.feature import ExtensionPoint

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """What a panel is drawn for. It knows nobody: what belongs to the reader is in the rows, so that readers to whom a
    page says the same share it."""

    campaign: Campaign
    is_participant: bool
    phase: str
    now: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Panel(Generic[Row]):
    """A part of a campaign's public page for some kinds (all, when None).

    `draw` is given the rows of `reads`, in no order, and asks the database nothing: what all panels read comes with
    the campaign in one statement, and the panel is made anew only when some of it is different. None draws nothing.
    """

    name: str
    kinds: frozenset[str] | None
    draw: Callable[[CampaignPage, Sequence[Row]], Markup | None]
    order: int = 50
    reads: JsonRows[Row] | None = None
    """Rows of a dataclass of the panel's own, `of=Campaign.__table__`; the query may bind `resident` and `household`,
    the reader's numbers, 0 for a visitor, and `day_number`, which grows by one a day."""

    def drawn(self, page: CampaignPage, rows: str | None) -> Markup:
        """The panel with what the page's statement read for it; empty where it draws nothing."""
        return self.draw(page, self.reads.read(rows) if self.reads else ()) or Markup()

    def shows(self, kind: str) -> bool:
        """Whether it stands on the page of a campaign of that kind."""
        return self.kinds is None or kind in self.kinds


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A door on the organizer's desk of a campaign; `label` and `help` in the reader's language. `part` of the work
    that it leads to: meet, reach or results."""

    href: str
    label: str
    icon: str
    help: str = ""
    order: int = 50
    part: str = "meet"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A dated part of a campaign for its calendar file; words in the reader's language."""

    key: str
    name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class OnCreate:
    """What a kind puts beside a new campaign, in the same transaction."""

    kind: str
    set_up: Callable[[Session, Campaign], None]


@dataclass(frozen=True, slots=True)
class OfferedWords:
    """Words that wait for the city beside those that everybody sees ("" for new ones), in one language."""

    label: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What of a feature above waits for the city together with the campaign's own words, and what is done with it."""

    words: Callable[[Session, Campaign], Iterable[OfferedWords]]
    decide: Callable[[Session, int, bool], None]


@dataclass(frozen=True, slots=True)
class Dates:
    """What a campaign may ask of its dates without knowing them."""

    outside: Callable[[Session, int, date, date, datetime], Sequence[str]]
    """Those still to come that lie before the first or after the last day, as the reader is told of them."""
    call_off: Callable[[Session, Actor, Campaign, datetime], None]
    """Calls those off that lie outside the campaign's days."""
    copy: Callable[[Session, Campaign, Campaign, datetime], None]
    """Copies those of one campaign into another, as many days later as that begins later."""
    count: Callable[[Session, int], int]


DATES: ExtensionPoint[Dates] = ExtensionPoint("dates of a campaign")
OFFERED: ExtensionPoint[Offered] = ExtensionPoint("what waits for the city with a campaign")
PANELS: ExtensionPoint[Panel[Any]] = ExtensionPoint("panels", key=lambda panel: panel.name)
DESK_LINKS: ExtensionPoint[Callable[[Campaign], Iterable[DeskLink]]] = ExtensionPoint("desk links")
ON_CREATE: ExtensionPoint[OnCreate] = ExtensionPoint("on create", key=lambda one: one.kind)
APPOINTMENTS: ExtensionPoint[Callable[[Session, Campaign], Iterable[Appointment]]] = ExtensionPoint("appointments")
