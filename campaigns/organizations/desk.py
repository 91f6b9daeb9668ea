"""Where features above show what they have about an organization on its pages."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from campaigns.organizations.models import Organization
from campaigns.organizations.queries import Role
from civic.feature import ExtensionPoint

DESK_PARTS: ExtensionPoint[Callable[[Sequence[Role]], Markup | None]] = ExtensionPoint("parts of the desk")
"""Each draws a part of the organizer's desk: the campaigns of all organizations that the reader acts for."""

PUBLIC_PARTS: ExtensionPoint[Callable[[Organization], Markup | None]] = ExtensionPoint("parts of an organization")
"""Each draws a part of an organization's public page, for example its campaigns."""
