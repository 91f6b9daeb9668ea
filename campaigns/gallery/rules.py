"""Rules of painting shows, pure: who may submit and vote until when, in which order paintings stand, who won.

A vote counts the same for everybody, so it must not pay to make accounts for it: an account that was there when the
campaign was published votes at once, a newer one after a week. Nobody votes for a painting of their own. Counts do
not exist before the end: they are made once, afterwards, and the single votes are then deleted.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from civic.errors import Invalid, msgid

CONSENT_VERSION = "2026-11"
"""Of the words that a guardian agrees to; another one whenever they change."""

GROUPS = ("4-6", "7-9", "10-12")
PER_GUARDIAN, MOST_PER_GUARDIAN = 3, 10
TITLE_MAX, FIRST_NAME_MAX, DESCRIPTION_MAX = 30, 12, 300
MOST_GROUPS = 6

DRAFT, WAITING, SHOWN, REFUSED, WITHDRAWN = "draft", "waiting", "shown", "refused", "withdrawn"
STATES: Mapping[str, str] = {
    DRAFT: msgid("not sent in yet"),
    WAITING: msgid("being looked at"),
    SHOWN: msgid("on show"),
    REFUSED: msgid("not shown"),
    WITHDRAWN: msgid("taken back"),
}

NEW_ACCOUNTS_WAIT = timedelta(days=7)
DRAFTS_KEPT = timedelta(days=2)
KEPT_AFTER_REFUSAL = timedelta(days=60)
"""A refused picture is kept that long, for an appeal; then it is deleted."""

PAGE = 24
_GROUP = re.compile(r"([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_OLDEST_CHILD = 17


@dataclass(frozen=True, slots=True)
class Terms:
    """How one show is run: age groups youngest first, how many paintings a guardian may submit until when, and the
    last day of the campaign. `is_open` while the campaign is published, `is_counted` once the votes are counted."""

    groups: tuple[str, ...]
    per_guardian: int
    starts_on: date
    submit_until: date
    ends_on: date
    is_open: bool = True
    is_counted: bool = False

    def takes_paintings(self, today: date) -> bool:
        return self.is_open and not self.is_counted and self.starts_on <= today <= self.submit_until

    def takes_votes(self, today: date) -> bool:
        return self.is_open and not self.is_counted and self.starts_on <= today <= self.ends_on

    def is_over(self, today: date) -> bool:
        return today > self.ends_on or not self.is_open or self.is_counted


def votes_from(joined_at: datetime, published_at: datetime) -> datetime:
    """From when on an account may vote in a campaign."""
    return joined_at if joined_at <= published_at else joined_at + NEW_ACCOUNTS_WAIT


def ages(group: str) -> tuple[int, int]:
    """The youngest and the oldest age of a group.

    Raises:
        Invalid: not two ages of children like '7-9'.
    """
    found = _GROUP.fullmatch(group.strip())
    if found is None or not int(found[1]) <= int(found[2]) <= _OLDEST_CHILD:
        raise Invalid("Please write age groups like this: 3-6, 7-9, 10-12.", field="groups")
    return int(found[1]), int(found[2])


def read_groups(typed: str) -> tuple[str, ...]:
    """Age groups as an organizer types them, separated by commas; youngest first, none overlapping.

    Raises:
        Invalid: with what is wrong.
    """
    plain = unicodedata.normalize("NFKC", typed).replace("–", "-")
    parts = [part for part in re.split(r"[^\w-]+", plain) if part]
    spans = sorted(ages(part) for part in parts)
    if not 1 <= len(spans) <= MOST_GROUPS:
        raise Invalid("Please give one to %(most)s age groups.", field="groups", most=MOST_GROUPS)
    if any(before[1] >= after[0] for before, after in pairwise(spans)):
        raise Invalid("These age groups overlap.", field="groups")
    return tuple(f"{youngest}-{oldest}" for youngest, oldest in spans)


def reading_day(asked: str | None, today: date) -> date:
    """Whose day's order a reader pages through: the one in the link if it is today's or yesterday's, so that midnight
    shuffles nobody's pages."""
    return today - timedelta(days=1) if asked == (today - timedelta(days=1)).isoformat() else today


@dataclass(frozen=True, slots=True)
class Placed:
    """A painting with its place: equal votes share a place, and the next one leaves a gap."""

    number: int
    votes: int
    place: int
    is_tied: bool


def placed(votes: Mapping[int, int]) -> list[Placed]:
    """Paintings of one group by their votes."""
    found: list[Placed] = []
    for count, equals in groupby(sorted(votes, key=lambda number: (-votes[number], number)), key=votes.__getitem__):
        numbers: Sequence[int] = list(equals)
        place = len(found) + 1
        found += [Placed(number, count, place, len(numbers) > 1) for number in numbers]
    return found


def winners(votes: Mapping[int, int]) -> list[Placed]:
    """Who shares the first place; nobody when nobody voted."""
    return [one for one in placed(votes) if one.place == 1 and one.votes > 0]
