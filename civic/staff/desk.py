"""What stands on the city's desk: a link for everything that staff runs, and what waits there for somebody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from civic.feature import ExtensionPoint


class Room(StrEnum):
    """The parts of the desk, in the order in which they stand on it."""

    WAITING = "waiting"
    """Decisions: what somebody sent in and waits for."""
    PROGRAMME = "programme"
    """What runs: campaigns, organizations, residents, goals, letters."""
    FIGURES = "figures"
    """What is measured and published: surveys, quiz, indicators, releases, denominators."""
    HOUSE = "house"
    """Roles, the audit log, the pack, papers on privacy."""


MOST = 500
"""Cases of a queue are counted so far; beyond that there are "more than 500"."""


class Waiting(NamedTuple):
    """How many cases wait (more than `MOST` for all that are more), since when the oldest does, None where none does,
    and the oldest one's number, where it has a page of its own."""

    cases: int
    since: datetime | None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A link on the desk; `label` a msgid, `may` the permission function that also guards the page. `waiting` counts
    the cases behind it in one statement whose work does not grow with what was ever decided (`queries.waiting` makes
    one); `case` is the endpoint of a case's page, by its number `id`."""

    endpoint: str
    label: str
    room: Room
    order: int
    icon: str
    may: Callable[..., bool]
    waiting: Callable[[Session], Waiting] | None = None
    case: str = ""


RESIDENT_PARTS: ExtensionPoint[Callable[[int], Markup | None]] = ExtensionPoint("parts of a resident's page for staff")
"""Each draws a part of the page that staff see of a resident, by number; never of the diary."""

DESK_LINKS: ExtensionPoint[DeskLink] = ExtensionPoint("the city's desk", key=lambda link: link.endpoint)
