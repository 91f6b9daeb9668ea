"""What a release goes through, what it is called, and when it may be built. Pure."""

import re
from datetime import date, timedelta
from enum import StrEnum

DAYS_LATE = 7
"""How many days old a resident's own entry may be."""
FIRST_DAY = 9
"""A month is built no earlier than this day of the next: entries may be late, and nights hold what they ask about."""


class State(StrEnum):
    """Where a release stands. It goes one step at a time, or is dropped before it is published."""

    BUILT = "built"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"


NEXT = {State.BUILT: State.REVIEWED, State.REVIEWED: State.APPROVED, State.APPROVED: State.PUBLISHED}
OPEN = tuple(NEXT)
"""What waits for somebody."""


def release_key(kind: str, period: str, revision: int) -> str:
    """What addresses and files call it: "month-2026-10", its first revision "month-2026-10-r1"."""
    return f"{kind}-{period}" + (f"-r{revision}" if revision else "")


def read_key(key: str) -> tuple[str, str, int] | None:
    """Kind, period and revision of such a key; None where it is none."""
    kind, _, rest = key.partition("-")
    period, _, number = rest.partition("-r")
    revision = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
    return (kind, period, revision) if release_key(kind, period, revision) == key and period else None


def may_be_built_from(end: date) -> date:
    """The day from which a period that ends on that day may be built."""
    return end + timedelta(days=FIRST_DAY)


_DAY = re.compile(r"\b\d{4}\D\d{1,2}(\D\d{1,2})?(?!\d)", re.ASCII)
"""A month or day, however a language parts its numbers."""


def has_figures(words: str) -> bool:
    """Whether a text has numbers in it; days and months are none."""
    return any(character.isdigit() for character in _DAY.sub("", words))
