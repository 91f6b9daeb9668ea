"""Where others add to the page of an entry, and to the confirmation of a new one."""

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from civic.feature import ExtensionPoint
from civic.residents.identity import ResidentActor
from footprint.diary.queries import LoggedEntry

ENTRY_PANELS: ExtensionPoint[Callable[[Session, LoggedEntry], Markup | None]] = ExtensionPoint("entry panels")
"""Each draws a part of the page that explains an entry; None draws nothing."""

ENTRY_NOTES: ExtensionPoint[Callable[[Session, LoggedEntry], Markup | None]] = ExtensionPoint("entry notes")
"""The same, but above the calculation: what its resident must not overlook."""

DONE_PANELS: ExtensionPoint[Callable[[LoggedEntry], Markup | None]] = ExtensionPoint("done panels")
"""Each draws a line right after an entry was logged; None draws nothing. Everybody who logs waits for it."""

ME_NOTES: ExtensionPoint[Callable[[Session, ResidentActor, datetime], Markup | None]] = ExtensionPoint(
    "notes on my page"
)
"""Each says above one's own figures what waits for the reader; None for nothing."""
