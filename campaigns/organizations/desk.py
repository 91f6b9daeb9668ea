"""Where features above show what they have about an organization on its pages."""

from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization
from campaigns.organizations.queries import Role, TeamLine
from civic.feature import ExtensionPoint

DESK_PARTS: ExtensionPoint[Callable[[Sequence[Role]], Markup | None]] = ExtensionPoint("parts of the desk")
"""Each draws a part of the organizer's desk: the campaigns of all organizations that the reader acts for."""

PUBLIC_PARTS: ExtensionPoint[Callable[[Organization], Markup | None]] = ExtensionPoint("parts of an organization")
"""Each draws a part of an organization's public page, for example its campaigns."""

TEAM_PARTS: ExtensionPoint[Callable[[TeamLine], Markup | None]] = ExtensionPoint("parts of a team")
"""Each draws a part of a team's page for the reader, a resident: what the team has set itself."""

JOINED_TEAM: ExtensionPoint[Callable[[Session, int, int, datetime], None]] = ExtensionPoint("after joining a team")
"""Called with a team and a resident who has just come into it, in the same transaction."""
