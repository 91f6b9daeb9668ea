"""Judgements about events, pure: dates that recur, who has room, when the door is open, what a code says."""

import hashlib
import hmac
import re
from calendar import Calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from campaigns.programme.rules import RIDE
from civic.calendar import CityCalendar
from civic.errors import Invalid, msgid
from footprint.ledger.rules import ANSWER_DAYS

REGISTERED, WAITING, CANCELLED = "registered", "waiting", "cancelled"
SCAN, SCREEN, LIST, PAPER, CARD = "scan", "screen", "list", "paper", "card"

NAME_MAX, PLACE_MAX, QUESTION_MAX, ANSWER_MAX = 60, 80, 120, 500
CAPACITY_MAX = 100_000
MINORS_MAX = 5
"""Children whom one grown-up can bring."""
DATES_MAX = 60
"""How many dates one form makes at most."""
OPENS_BEFORE = timedelta(minutes=60)
"""How long before its start an event's door opens; it stays open until the end of the city's day."""
LIST_DAYS = ANSWER_DAYS
"""How long after an event a list may be handed in that was kept offline or on paper."""
CLOCK_AHEAD = timedelta(minutes=5)
"""By how much an organizer's phone may be fast."""
OVER_NIGHT = timedelta(hours=14)
"""How long an event lasts at most that ends after midnight; a longer one is a slip of the pen."""
REMIND_BEFORE = timedelta(hours=24)
FEEDBACK_DAYS = 30
RESULTS_STEP = 10
"""Results of feedback grow in steps of so many answers, so that no single one shows."""
SATISFACTIONS = (1, 2, 3, 4, 5)

ONCE, WEEKLY, FORTNIGHTLY, MONTHLY = "once", "week", "fortnight", "month"
REPEATS: Mapping[str, str] = {
    ONCE: msgid("Once"),
    WEEKLY: msgid("Every week"),
    FORTNIGHTLY: msgid("Every two weeks"),
    MONTHLY: msgid("Every month"),
}


# Dates


def dates(first: date, repeat: str, until: date) -> list[date]:
    """The days of an event from `first` to `until`, both included; a month without that day has its last one.

    Raises:
        Invalid: on `until`, when it lies before the first day, or there would be more than `DATES_MAX`.
    """
    if repeat == ONCE:
        return [first]
    if until < first:
        raise Invalid("The last date lies before the first one.", field="until")
    found: list[date] = []
    for day in _series(first, repeat):
        if day > until:
            return found
        if len(found) == DATES_MAX:
            raise Invalid("These are more than %(most)s dates. Choose an earlier end.", field="until", most=DATES_MAX)
        found.append(day)
    return found


def _series(first: date, repeat: str) -> Iterator[date]:
    days = {WEEKLY: 7, FORTNIGHTLY: 14}.get(repeat)
    number = 0
    while True:
        yield first + timedelta(days=days * number) if days else _months_later(first, number)
        number += 1


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    last = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return start.replace(day=min(first.day, last.day))


# Room


def asks_age(kind: str, *, guardians: bool) -> bool:
    """Whether who registers has to say to be of age: for a ride at which minors need a guardian, out on the road."""
    return guardians and kind == RIDE


def has_room(capacity: int | None, registered: int, people: int) -> bool:
    """Whether so many people more fit in."""
    return capacity is None or registered + people <= capacity


def moving_up(capacity: int | None, registered: int, queue: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Who of the waiting list gets in now, strictly in its order: a family that does not fit yet keeps its turn.

    A family larger than the whole capacity can never fit and is passed over.

    Args:
        queue: (registration, people) in their order.
    """
    found = []
    for number, people in queue:
        if has_room(capacity, registered, people):
            found.append((number, people))
            registered += people
        elif capacity is None or people <= capacity:
            break
    return found


# The door


DONE, AGAIN, EARLY, OTHER_DAY, LATE, CLOSED_LIST = "done", "again", "early", "other_day", "late", "closed_list"
EVENT_CANCELLED, NOT_REGISTERED, ON_WAITING_LIST, FULL = "event_cancelled", "not_registered", "waiting", "full"
OTHER_EVENT, EXPIRED, FORGED, WRONG_KIND, NO_EVENT = "other_event", "expired", "forged", "wrong_kind", "no_event"
DESERTED = "deserted"
"""Nobody is left who runs the campaign."""
UNKNOWN = "unknown"
"""Nobody has this nickname or card."""


@dataclass(frozen=True, slots=True)
class Door:
    """When an event lets people in: instants in UTC, since a day of the city may have 23 hours, or 25."""

    calendar: CityCalendar
    opens: datetime
    closes: datetime

    @classmethod
    def of(cls, calendar: CityCalendar, starts_at: datetime, ends_at: datetime) -> "Door":
        """From an hour before the start until the end of the city's day on which it ends."""
        return cls(calendar, starts_at.astimezone(UTC) - OPENS_BEFORE, calendar.end_of(calendar.today(ends_at)))

    def refusal(self, at: datetime, now: datetime) -> str | None:
        """Why nobody can be let in for that instant: not yet, not any more; None when the door is open.

        Args:
            at: when they stood at the door.
            now: when that is told, later for a list that was kept offline.
        """
        day = self.calendar.today(at)
        if at < self.opens:
            return EARLY if day == self.calendar.today(self.opens) else OTHER_DAY
        if at >= self.closes:
            return LATE
        if self.calendar.today(now) > day + timedelta(days=LIST_DAYS):
            return CLOSED_LIST
        return None


# Codes that change


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_MAC_BITS, _HIDDEN_BITS, _LENGTH = 35, 24, 12
OLD_STEPS = 120
"""How many steps back a code is still known as one that has expired."""


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What a code says: `number` of what it names (None for a forged one), and whether it still counts."""

    number: int | None
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class ChangingCode:
    """A code of letters that no eye mistakes, good for one step of time; a photograph of it is soon worth nothing.

    It carries a signature of number and step, so neither can be made up, and the number under a veil that the signature
    gives: it differs from code to code, so who knows their own number does not read those of others.

    Args:
        secret: the server's key.
        purpose: codes of one purpose are forgeries for another.
        step_s: how long a code is shown.
        grace_s: how long it still counts after it went, for slow fingers and clocks.
    """

    secret: str
    purpose: str
    step_s: int
    grace_s: int

    def at(self, number: int, now: datetime) -> str:
        """The code of a number at an instant."""
        return self._code(number, self._step(now))

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until the code changes, at least 1."""
        return self.step_s - int(now.timestamp()) % self.step_s

    def read(self, code: str, now: datetime) -> CodeReading:
        """What a typed or scanned code says. `code` is in the alphabet already (`civic.codes.read_code`)."""
        if not _LENGTH <= len(code) <= _LENGTH + 4 or any(letter not in ALPHABET for letter in code):
            return CodeReading(None, False)
        value = 0
        for letter in code:
            value = value * len(ALPHABET) + ALPHABET.index(letter)
        step = self._step(now)
        in_grace = now.timestamp() % self.step_s < self.grace_s
        for age in range(OLD_STEPS):
            number = self._number(value, step - age)
            if number is not None:
                return CodeReading(number, is_fresh=age == 0 or (age == 1 and in_grace))
        return CodeReading(None, False)

    def _step(self, now: datetime) -> int:
        return int(now.timestamp()) // self.step_s

    def _code(self, number: int, step: int) -> str:
        mac = self._mac(number, step)
        value = ((number ^ self._veil(step, mac)) << _MAC_BITS) | mac
        letters = ""
        while value or len(letters) < _LENGTH:
            value, place = divmod(value, len(ALPHABET))
            letters = ALPHABET[place] + letters
        return letters

    def _number(self, value: int, step: int) -> int | None:
        mac = value & ((1 << _MAC_BITS) - 1)
        number = (value >> _MAC_BITS) ^ self._veil(step, mac)
        return number if self._mac(number, step) == mac else None

    def _mac(self, number: int, step: int) -> int:
        return self._digest(f"{step}:{number}") >> (64 - _MAC_BITS)

    def _veil(self, step: int, mac: int) -> int:
        return self._digest(f"veil:{step}:{mac}") >> (64 - _HIDDEN_BITS)

    def _digest(self, message: str) -> int:
        found = hmac.digest(self.secret.encode(), f"{self.purpose}:{message}".encode(), hashlib.sha256)
        return int.from_bytes(found[:8])


RESIDENT_STEP_S, RESIDENT_GRACE_S = 60, 15
SCREEN_STEP_S, SCREEN_GRACE_S = 30, 30


def resident_code(secret: str) -> ChangingCode:
    """What residents show to the organizer: good within its minute."""
    return ChangingCode(secret, "resident", RESIDENT_STEP_S, RESIDENT_GRACE_S)


def screen_code(secret: str) -> ChangingCode:
    """What an event shows on its screen: the current one and the one before count."""
    return ChangingCode(secret, "screen", SCREEN_STEP_S, SCREEN_GRACE_S)


TICKET_S = 300
"""How long after the scan somebody may tap the button."""
SIGN_UP_S = 900
"""How long a newcomer who scanned the screen in time may take to sign up and come back."""
_TICKET = re.compile(r"(\d{1,18})-(\d{1,12})-([0-9a-f]{32})", re.ASCII)


def ticket(secret: str, resident_id: int, event_id: int, scanned_at: datetime) -> str:
    """What one resident who has scanned an event's screen in time holds while they tap the button. Nobody types it, so
    its signature is a long one."""
    said = f"{event_id}-{int(scanned_at.timestamp())}"
    return f"{said}-{_signature(secret, resident_id, said)}"


def read_ticket(secret: str, resident_id: int, held: str, now: datetime) -> CodeReading:
    """Which event's screen that resident has scanned, and whether it was a moment ago."""
    parts = _TICKET.fullmatch(held)
    if parts is None:
        return CodeReading(None, False)
    signed = hmac.compare_digest(parts[3], _signature(secret, resident_id, f"{parts[1]}-{parts[2]}"))
    age_s = now.timestamp() - int(parts[2])
    return CodeReading(int(parts[1]), age_s <= TICKET_S) if signed else CodeReading(None, False)


def _signature(secret: str, resident_id: int, said: str) -> str:
    return hmac.digest(secret.encode(), f"ticket:{resident_id}:{said}".encode(), hashlib.sha256).hex()[:32]


# Feedback


@dataclass(frozen=True, slots=True)
class Results:
    """What those who came thought: how many answered each of 1 to 5, and what they wrote, in no order of time."""

    counts: tuple[int, ...]
    answers: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float:
        return sum(level * count for level, count in zip(SATISFACTIONS, self.counts, strict=True)) / self.total


def results(counted: Sequence[tuple[int, str]]) -> Results | None:
    """The results that may be shown; None before the first ten answers are counted. What was written shows only when
    ten people wrote something, and sorted by its words.

    Args:
        counted: (satisfaction, answer) of those that were counted, ten at a time (`Feedback.counted_at`).
    """
    if not counted:
        return None
    counts = tuple(sum(level == satisfaction for satisfaction, _ in counted) for level in SATISFACTIONS)
    answers = sorted(answer for _, answer in counted if answer)
    return Results(counts, tuple(answers) if len(answers) >= RESULTS_STEP else ())


# The city's calendar

_YEARS_SHOWN = 20


def read_month(typed: str, today: date) -> date:
    """The first day of a month like 2026-11; of today's where it is none, or one that no campaign can have."""
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= _YEARS_SHOWN else today.replace(day=1)


def weeks_of(first: date) -> list[list[date | None]]:
    """The days of a month by weeks from Monday to Sunday; None for those of other months."""
    return [
        [first.replace(day=number) if number else None for number in week]
        for week in Calendar().monthdayscalendar(first.year, first.month)
    ]


def month_beside(first: date, step: int) -> date:
    """The first day of the month before (-1) or after (1)."""
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)
