"""How often organizers may write, whom they reach, and what is looked at before it goes out. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from campaigns.moderation.rules import has_link
from civic.calendar import is_lately
from civic.errors import msgid

TITLE_MAX, TEXT_MAX, AUDIENCE_MAX = 80, 3000, 60
WAITING, SENT, REFUSED, LATE = "waiting", "sent", "refused", "late"
STATES: Mapping[str, str] = {
    WAITING: msgid("waiting for a moderator"),
    SENT: msgid("sent"),
    REFUSED: msgid("refused by a moderator"),
    LATE: msgid("not sent: nobody had read it in time"),
}
READ_WITHIN = timedelta(days=7)
"""What no moderator has let through by then is not sent any more: its news would be old."""
EVERYONE, NOT_YET, EVENT = "all", "absent", "event"
"""Whom a letter is for: all who take part, those who have not come to any event, those registered for one
('event:7')."""

ORGANIZERS, IN_DISTRICT, IN_SERIES = "all", "district", "series"
"""Whom a circular of the city is for: all organizers, those of a district's organizations ('district:…'), those
of organizations that run campaigns of a series ('series:…')."""
CIRCULARS_A_DAY = 3

URGENT_PER_EVENT = 2
URGENT_BEFORE, URGENT_AFTER = timedelta(days=2), timedelta(hours=6)
"""When what is about a date cannot wait: from so long before its start until so long after."""

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


def standing(state: str, written_at: datetime, now: datetime) -> str:
    """What became of a letter: one that nobody read in time waits no more."""
    return LATE if state == WAITING and now >= written_at + READ_WITHIN else state


def is_urgent_now(starts_at: datetime, now: datetime) -> bool:
    """Whether what changes about a date of that start cannot wait for the next letter."""
    return starts_at - URGENT_BEFORE <= now <= starts_at + URGENT_AFTER


def looks_like_advertising(text: str) -> bool:
    """Signs of it: a link out of the site, a long number such as a telephone's, shouting."""
    return has_link(text) or any(sign.search(text) for sign in (_NUMBER, _SHOUTING))


def why_a_look(text: str, *, is_trusted: bool) -> str | None:
    """Why a moderator reads the letter first, as a msgid; None where it goes at once."""
    if looks_like_advertising(text):
        return msgid("It has a link, a long number or several exclamation marks, so a moderator reads it first.")
    return None if is_trusted else msgid("Letters of organizations that are new here are read by a moderator first.")
