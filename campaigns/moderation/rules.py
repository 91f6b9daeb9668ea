"""Rules of moderation, pure: kinds and states of cases, the reasons there are, and how much new accounts may post."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from civic.calendar import is_lately
from civic.disclosure.live import may_move
from civic.errors import msgid

KINDS: Mapping[str, str] = {
    "picture": msgid("Picture"),
    "text": msgid("Text"),
    "track": msgid("Track"),
    "report": msgid("Report"),
    "held": msgid("Entries that a rule asked about"),
    "appeal": msgid("Appeal"),
}
OPEN, ALLOWED, REFUSED, WITHDRAWN = "open", "allowed", "refused", "withdrawn"
STATES: Mapping[str, str] = {
    OPEN: msgid("waiting"),
    ALLOWED: msgid("allowed"),
    REFUSED: msgid("refused"),
    WITHDRAWN: msgid("withdrawn"),
}

NAMED_STORY, KEPT_AWAY = "named story", "person"
AS_PERSON = (NAMED_STORY, KEPT_AWAY)
"""Scopes in which somebody is hidden as the person with that nickname: neither questions nor cheers of theirs reach
whoever hides them. Other scopes must not tell, or it would be known whose a thing without a name is."""

REASONS: Mapping[str, str] = {
    "fits": msgid("It keeps the rules"),
    "personal_data": msgid("It shows somebody’s name, face, address or number without their consent"),
    "insult": msgid("It insults or threatens somebody"),
    "advertising": msgid("It is advertising or spam"),
    "off_topic": msgid("It does not belong here"),
    "not_own": msgid("It seems to be somebody else’s work"),
    "unreadable": msgid("It cannot be seen or read well enough"),
    "implausible": msgid("It cannot have happened like this"),
    "unsafe": msgid("It shows something dangerous"),
    "unlawful": msgid("It is against the law"),
    "limit": msgid("The limit holds for everybody"),
    "other": msgid("Something else, see the message"),
}
"""Why a case ended as it did, by code; the codes are stored and counted, the words may change."""
FAULTS = tuple(code for code in REASONS if code != "fits")
"""Reasons to refuse."""
REPORTED_FOR = ("personal_data", "insult", "advertising", "off_topic", "not_own", "unsafe", "unlawful", "other")
"""What somebody may report a thing for."""

AT_ONCE = 50
"""So many cases can be decided together."""
TEXT_MAX = 1000
REPORT_MAX = 500
MESSAGES_A_DAY = 10
"""How often a resident may write in one case within a day."""
REPORTS_A_DAY = 20
APPEAL_DAYS = 30
"""A decision can be appealed for so many days."""
DECIDED_WITHIN = timedelta(days=14)
"""So long a season that is over waits for the decision about an appeal."""

NEW_FOR = timedelta(days=3)
POSTS_A_DAY_NEW, POSTS_A_DAY = 3, 30
DAY = timedelta(days=1)
LONGEST_BLOCK_DAYS = 365

_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|cn|net|org|top|xyz|cc|vip|shop|io|me|info|link|site)\b", re.I)


@dataclass(frozen=True, slots=True)
class Poster:
    """Who wants to post: since when the account is there, and when they last posted, oldest first, within a day."""

    joined_at: datetime
    posted_at: tuple[datetime, ...]

    def is_new(self, now: datetime) -> bool:
        return now - self.joined_at < NEW_FOR

    def most_a_day(self, now: datetime) -> int:
        """How many things the account may post within a day."""
        return POSTS_A_DAY_NEW if self.is_new(now) else POSTS_A_DAY

    def wait(self, now: datetime) -> timedelta:
        """How long until one more may be posted; zero when it may be posted now."""
        within = [at for at in self.posted_at if is_lately(at, now, DAY)]
        most = self.most_a_day(now)
        return within[-most] + DAY - now if len(within) >= most else timedelta()


def has_link(text: str) -> bool:
    """Whether a text leads out of the site."""
    return bool(_LINK.search(text))


Key = TypeVar("Key")


def told(cases: Iterable[tuple[Key, int]]) -> Counter[Key]:
    """How many cases of each key are told: those of ten people and of every ten more, so that nobody reads off what
    became of one.

    Args:
        cases: (key, whose it was), in the order in which they were decided.
    """
    counts: Counter[Key] = Counter()
    waiting: dict[Key, list[int]] = defaultdict(list)
    for key, by_id in cases:
        waiting[key].append(by_id)
        if may_move(len(set(waiting[key]))):
            counts[key] += len(waiting.pop(key))
    return counts


def is_appealable(state: str, kind: str, decided_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may have a decision looked at once more: a refusal, not itself of an appeal, not too old."""
    recent = decided_at is not None and now - decided_at <= timedelta(days=APPEAL_DAYS)
    return state == REFUSED and kind != "appeal" and recent
