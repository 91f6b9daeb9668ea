"""Rules of organizations and teams, pure: kinds, states, roles, and what an address may look like."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta

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
APPLICATIONS_AT_ONCE = 3
INVITATION_LASTS = timedelta(days=7)
INVITATIONS_AT_ONCE = 20
TEAMS_MAX = 200
TEAM_CODE_LENGTH = 10

_SLUG_MAX = 40


def slug_of(names: Iterable[str]) -> str:
    """An address from the first name that has Latin letters, "" when none has: 'Oak Street School' → oak-street-school."""
    for name in names:
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", plain)
        if any(letter.isalpha() for word in words for letter in word):
            return "-".join(words)[:_SLUG_MAX].strip("-")
    return ""
