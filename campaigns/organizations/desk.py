"""Where features above hang what they have about an organization into its pages; filled while the app is built."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from campaigns.organizations.models import Organization
from campaigns.organizations.queries import Role

desk_parts: list[Callable[[Sequence[Role]], Markup | None]] = []
"""Each draws a part of the organizer's desk: the campaigns of all organizations that the reader acts for."""

public_parts: list[Callable[[Organization], Markup | None]] = []
"""Each draws a part of an organization's public page, for example its campaigns."""
