"""Rules of organizations and teams, pure: kinds, states, roles, and what an address may look like."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from civic.errors import msgid

KINDS: Mapping[str, str] = {
    "community": msgid("Community"),
    "school": msgid("School"),
    "company": msgid("Company"),
    "club": msgid("Club"),
    "office": msgid("Public office"),
}
APPLIED, APPROVED, REFUSED, CLOSED = "applied", "approved", "refused", "closed"
STATES: Mapping[str, str] = {
    APPLIED: msgid("waiting for approval"),
    APPROVED: msgid("approved"),
    REFUSED: msgid("not approved"),
    CLOSED: msgid("closed"),
}
OWNER, ORGANIZER = "owner", "organizer"
ROLES: Mapping[str, str] = {OWNER: msgid("owner"), ORGANIZER: msgid("organizer")}

NAME_MAX, ABOUT_MAX, NOTE_MAX, TEAM_NAME_MAX = 60, 1000, 500, 60
OFFICE_MAX, REACH_MAX, PROOF_MAX = 80, 120, 500
APPLICATIONS_AT_ONCE = 3
INVITATION_LASTS = timedelta(days=7)
INVITATIONS_AT_ONCE = 20
LONGEST_ROLE_DAYS = 5 * 366
TEAMS_MAX = 200
TEAM_CODE_LENGTH = 10

_SLUG_MAX = 40


def slug_of(names: Iterable[str]) -> str:
    """An address from the first name with Latin letters, "" when none has any: 'Oak School' → oak-school."""
    for name in names:
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", plain)
        if any(letter.isalpha() for word in words for letter in word):
            return "-".join(words)[:_SLUG_MAX].strip("-")
    return ""


def hashed(secret: str) -> str:
    """What is kept of an invitation's secret; it is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def may_lose(resident_id: int, lasting_owners: Collection[int]) -> bool:
    """Whether somebody's role may end: not that of the only owner without an end in sight."""
    return set(lasting_owners) != {resident_id}


# Boards of teams

SIZE_CLASSES = ((100, "large"), (30, "medium"), (0, "small"))
"""Fewest members and name, largest first: teams are compared with teams of their size."""
SETTLES_AFTER = timedelta(days=7)
"""A team that was made in a season counts by who was in it so long afterwards."""


def settles_at(created_at: datetime, season_begins: datetime) -> datetime:
    """The instant as of which a team's members count for it in a season, whoever comes or goes later."""
    return max(season_begins, created_at + SETTLES_AFTER)
