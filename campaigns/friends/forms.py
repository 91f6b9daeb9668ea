"""What the page of friends reads from its forms."""

from collections.abc import Mapping

from campaigns.friends.services import Wishes


def read_wishes(sent: Mapping[str, str]) -> Wishes:
    """What friends and teammates see, and whether cheers reach."""
    return Wishes(*(sent.get(name) == "y" for name in ("shows_days", "wants_cheers", "seen_by_team")))
