"""How often organizers may write, whom they reach, and what is looked at before it goes out. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from campaigns.moderation.rules import has_link
from civic.calendar import is_lately
from civic.errors import msgid

TITLE_MAX, TEXT_MAX, AUDIENCE_MAX = 80, 3000, 60
WAITING, SENT, REFUSED = "waiting", "sent", "refused"
STATES: Mapping[str, str] = {
    WAITING: msgid("waiting for a moderator"),
    SENT: msgid("sent"),
    REFUSED: msgid("refused by a moderator"),
}
EVERYONE, NOT_YET, EVENT = "all", "absent", "event"
"""Whom a letter is for: all who take part, those who have not come to any event, those registered for one
('event:7')."""

ORGANIZERS, IN_DISTRICT, IN_SERIES = "all", "district", "series"
"""Whom a circular of the city is for: all organizers, those of a district's organizations ('district:…'), those
of organizations that run campaigns of a series ('series:…')."""
CIRCULARS_A_DAY = 3

_LIMITS = ((timedelta(days=1), 1), (timedelta(days=7), 3))
"""At most so many letters of one campaign within such a time."""
_NUMBER = re.compile(r"\d{7,}")
_SHOUTING = re.compile(r"[!\N{FULLWIDTH EXCLAMATION MARK}]{3,}")


def wait(written_at: Sequence[datetime], now: datetime) -> timedelta:
    """How long until a campaign may write again; zero when it may now. `written_at`: its letters, oldest first."""
    waits = [timedelta()]
    for span, most in _LIMITS:
        within = [at for at in written_at if is_lately(at, now, span)]
        if len(within) >= most:
            waits.append(within[-most] + span - now)
    return max(waits)


def needs_a_look(text: str, *, is_trusted: bool) -> bool:
    """Whether a moderator reads the letter first: one of an organization that the city does not know well yet, or with
    signs of advertising (a link out of the site, a long number such as a telephone's, shouting)."""
    return not is_trusted or has_link(text) or any(sign.search(text) for sign in (_NUMBER, _SHOUTING))
