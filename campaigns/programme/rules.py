"""A campaign's life, pure: states, who may move it, its days, its goals, its address."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from civic.disclosure.live import may_be_shown, may_move
from civic.errors import Conflict, Invalid, msgid

RIDE, TRIO, COMMUNITY, FAMILY, PAINTING = "ride", "trio", "community", "family", "painting"
KINDS: Mapping[str, str] = {
    RIDE: msgid("Ride"),
    TRIO: msgid("Household pledge"),
    COMMUNITY: msgid("Community activity"),
    FAMILY: msgid("Family challenge"),
    PAINTING: msgid("Painting show"),
}
DRAFT, SUBMITTED, PUBLISHED, CLOSED, ARCHIVED = "draft", "submitted", "published", "closed", "archived"
STATES: Mapping[str, str] = {
    DRAFT: msgid("draft"),
    SUBMITTED: msgid("waiting for approval"),
    PUBLISHED: msgid("published"),
    CLOSED: msgid("closed"),
    ARCHIVED: msgid("archived"),
}
PUBLIC = (PUBLISHED, CLOSED, ARCHIVED)
"""States in which everybody can open a campaign; lists leave archived ones out."""
WAITING, RUNNING, PLANNED, PAST, RETURNED, ALL = "waiting", "running", "planned", "past", "returned", "all"
LISTS: Mapping[str, str] = {
    WAITING: msgid("Waiting"),
    RUNNING: msgid("Running"),
    PLANNED: msgid("Planned"),
    PAST: msgid("Past"),
    RETURNED: msgid("Sent back"),
    ALL: msgid("All"),
}
"""The lists of the city's desk."""
AUDIENCES: Mapping[str, str] = {
    "everyone": msgid("Everyone in the city"),
    "districts": msgid("Residents of the chosen districts"),
    "team": msgid("Members of our teams"),
}

TITLE_MAX, SUMMARY_MAX, BODY_MAX, PLACE_MAX, NOTE_MAX = 60, 160, 8000, 80, 500
LONGEST = timedelta(days=366)
FARTHEST_AHEAD = timedelta(days=2 * 366)
LATE_DAYS = 7
"""How long after the last day what was done on it may still be entered; then a campaign closes by itself."""

_MOVES: Mapping[str, Mapping[str, str]] = {
    "submit": {DRAFT: SUBMITTED},
    "withdraw": {SUBMITTED: DRAFT},
    "publish": {DRAFT: PUBLISHED, SUBMITTED: PUBLISHED},
    "refuse": {SUBMITTED: DRAFT},
    "close": {PUBLISHED: CLOSED},
    "archive": {CLOSED: ARCHIVED, DRAFT: ARCHIVED},
    "reopen": {CLOSED: PUBLISHED},
}
ORGANIZER_MOVES, STAFF_MOVES = ("submit", "withdraw", "publish", "close", "archive"), ("publish", "refuse")


def moved(state: str, act: str) -> str:
    """The state after an act.

    Raises:
        Conflict: the campaign is not in a state in which that can be done (somebody was quicker, perhaps).
    """
    after = _MOVES[act].get(state)
    if after is None:
        raise Conflict("The campaign has moved on meanwhile. Please look at it again.")
    return after


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom somebody runs a campaign: the organization that owns it, or a host; whether the city trusts that one,
    and whether the owner has opened the list of participants to the host."""

    owns: bool
    is_trusted: bool
    is_shown_participants: bool = False


def organizer_moves(state: str, *, trusted: bool) -> list[str]:
    """What an organizer can do next; only a trusted organization publishes by itself, and needs not submit."""
    skipped = "submit" if trusted else "publish"
    return [act for act in ORGANIZER_MOVES if state in _MOVES[act] and act != skipped]


OVER = ("over", "closed", "archived")
"""Phases in which nothing can be done in a campaign any more."""


def phase(state: str, starts_on: date, ends_on: date, today: date) -> str:
    """What people are told: the state, and for a published one whether it is upcoming, open or over."""
    if state != PUBLISHED:
        return state
    return "upcoming" if today < starts_on else "over" if today > ends_on else "open"


PHASES: Mapping[str, str] = {
    **STATES,
    "upcoming": msgid("coming up"),
    "open": msgid("open now"),
    "over": msgid("over"),
}


def may_join_on(state: str, ends_on: date, today: date) -> bool:
    """Whether somebody can join: from publication to the last day."""
    return state == PUBLISHED and today <= ends_on


def may_reopen(ends_on: date, today: date) -> bool:
    """Whether a closed campaign can go on: as long as it would not close by itself at once."""
    return not is_due_to_close(PUBLISHED, ends_on, today)


def is_due_to_close(state: str, ends_on: date, today: date) -> bool:
    return state == PUBLISHED and today > ends_on + timedelta(days=LATE_DAYS)


def check_days(starts_on: date, ends_on: date, today: date, *, was: tuple[date, date] | None = None) -> None:
    """Refuses days that no campaign has. `was` are the days before a change: what has begun keeps its first day.

    Raises:
        Invalid: on `starts_on` or `ends_on`.
    """
    if ends_on < starts_on:
        raise Invalid("The last day lies before the first one.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise Invalid("A campaign may last a year at most.", field="ends_on")
    if starts_on > today + FARTHEST_AHEAD:
        raise Invalid("This is too far ahead.", field="starts_on")
    if was is None or was != (starts_on, ends_on):
        if ends_on < today:
            raise Invalid("The last day has passed already.", field="ends_on")
        if was is not None and was[0] <= today and starts_on > was[0]:
            raise Invalid("It has begun already; the first day cannot be moved to later.", field="starts_on")


_YEAR_OF_WEEKS = timedelta(weeks=52)


def moved_on(starts_on: date, today: date) -> date:
    """The first day of a campaign that is held again: the same day of the week, a year of weeks later, until it lies
    ahead."""
    years = max(0, -(-(today - starts_on).days // _YEAR_OF_WEEKS.days))
    return starts_on + years * _YEAR_OF_WEEKS


def may_weigh_anew(savers_before: int, savers_after: int, changed: int) -> bool:
    """Whether shown kilograms may be replaced, so many people's having changed. They are shown where enough people have
    some; then fewer than ten changes are nearly one person's, whatever else ten people did."""
    stays_shown = may_be_shown(savers_before) and may_be_shown(savers_after)
    return not stays_shown or changed == 0 or may_move(changed)


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a goal has been reached; `reached` and `wanted` in the goal's own unit."""

    what: str
    reached: int
    wanted: int

    @property
    def share(self) -> float:
        """From 0 to 1; a goal that is passed stays at 1."""
        return min(1.0, self.reached / self.wanted) if self.wanted else 0.0

    @property
    def is_reached(self) -> bool:
        return self.reached >= self.wanted


def goals(wanted: Mapping[str, int | None], reached: Mapping[str, int]) -> list[Goal]:
    """The goals that a campaign has set itself, in the order of `wanted`: people, actions, mg."""
    return [Goal(what, reached[what], number) for what, number in wanted.items() if number]


def slug(words: str) -> str:
    """An address that nobody has, beginning with the words given: 'ride' → ride-k3f9xq."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return f"{words}-" + "".join(secrets.choice(letters) for _ in range(6))
