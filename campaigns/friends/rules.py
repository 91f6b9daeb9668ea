"""How many friends, codes and cheers there can be, how long a code holds, what a cheer can say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civic.calendar import is_lately
from civic.errors import msgid

CODE_LENGTH = 10
CODE_HOLDS = timedelta(days=90)
CODES_KEPT = timedelta(days=365)
"""For so long a code that was replaced is recognized as one."""
CODES_A_DAY = 10
FRIENDS_MAX = 100
OPEN_QUESTIONS_MAX = 20
"""Of one resident to others who have not answered yet."""
CHEERS_A_DAY = 10
CHEERS_SHOWN = timedelta(days=7)
CHEERS_LISTED = 100
"""On a page; what the reader sent on the day comes first, which is less."""
TEAMMATES_SHOWN = 200

PHRASES: Mapping[str, str] = {
    "well-done": msgid("Well done!"),
    "together": msgid("Good to be on the way with you."),
    "thanks": msgid("Thank you for what you do for our city."),
    "idea": msgid("You gave me a good idea."),
    "good-day": msgid("Have a good day!"),
}
"""What a cheer can say; nobody writes words of their own."""


DAYS_FOR_EACH = 3
"""Of a week, for what friends want to reach together; everybody's own goal stays their own business."""


@dataclass(frozen=True, slots=True)
class Together:
    """The days of a week on which somebody and the friends who show theirs did something, added up."""

    friends: int
    done: int
    wanted: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.wanted


def together(own: int, of_friends: Sequence[int]) -> Together | None:
    """What they reached together; None for whom no friend shows days."""
    if not of_friends:
        return None
    return Together(len(of_friends), own + sum(of_friends), DAYS_FOR_EACH * (1 + len(of_friends)))


def phrase(typed: str, today: date) -> str:
    """The phrase that was chosen; for no such phrase the one of the day."""
    return typed if typed in PHRASES else list(PHRASES)[today.toordinal() % len(PHRASES)]


def holds(made_at: datetime, now: datetime) -> bool:
    """Whether a code that was made then is still good."""
    return is_lately(made_at, now, CODE_HOLDS)


def pair(one: int, other: int) -> tuple[int, int]:
    """Two residents in the order in which a friendship names them."""
    return (one, other) if one < other else (other, one)
