"""Rules of rides, pure: levels, until when, which track belongs to which event, and what somebody rode instead of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from civic.disclosure.live import may_be_shown
from civic.errors import Invalid, msgid

KIND = "ride"
EASY, MIDDLE, HARD = "easy", "middle", "hard"
LEVELS: Mapping[str, str] = {
    EASY: msgid("Easy: flat, also for children"),
    MIDDLE: msgid("Middle: some hills or an hour and more"),
    HARD: msgid("Hard: for people who ride often"),
}
PLANNED, TRACK, WAITING, REFUSED, NONE = "planned", "track", "waiting", "refused", "none"
COUNTED = (PLANNED, TRACK)
CAME = "came"
"""Not a state of a ride: checked in, and no ride added yet."""

LATE_DAYS = 7
"""As long as the ledger takes entries of a day."""
BEFORE, AFTER = timedelta(hours=2), timedelta(hours=3)
"""Riding to the start and home again may be on the track."""
CLOCK_AHEAD = timedelta(minutes=5)
LEAST_M, MOST_M = 300, 200_000
MEETING_MAX, DESCRIPTION_MAX = 80, 600
CONSENT = "tracks-1"
"""The words that residents agree to; changed words get a new name."""

CUTS: Mapping[str, str] = {
    "jump": msgid("the position jumped away and back"),
    "teleport": msgid("the position leapt to another place"),
    "gap": msgid("there was no signal, in a tunnel for example"),
    "fast": msgid("it was faster than anybody cycles, as in a car or train"),
}


@dataclass(frozen=True, slots=True)
class TrackTimes:
    """When a track begins and ends."""

    started_at: datetime
    ended_at: datetime

    def check_fits(self, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
        """Refuses a track that was not recorded at the ride.

        Raises:
            Invalid: it begins too early, ends too late, or has not ended yet.
        """
        if self.ended_at > now + CLOCK_AHEAD:
            raise Invalid("The track ends at a time that is still ahead.", field="track")
        if self.started_at < starts_at - BEFORE or self.ended_at > ends_at + AFTER:
            raise Invalid(
                "The track was not recorded during this ride. It may begin %(before)s hours before the start and end "
                "%(after)s hours after the end.",
                field="track",
                before=BEFORE // timedelta(hours=1),
                after=AFTER // timedelta(hours=1),
            )


def check_days(day: date, today: date, most: int = LATE_DAYS) -> None:
    """Refuses what comes too late for the ledger: riders have a week, moderators longer.

    Raises:
        Invalid: more days have passed.
    """
    if today > day + timedelta(days=most):
        raise Invalid("This ride was more than %(days)s days ago; nothing can be added any more.", days=most)


def is_settled(day: date, today: date) -> bool:
    """Whether riders of that day can add nothing any more."""
    return today > day + timedelta(days=LATE_DAYS)


def check_length(distance_m: float) -> int:
    """The distance in whole metres.

    Raises:
        Invalid: too short for a ride, or too long for a day.
    """
    if distance_m < LEAST_M:
        raise Invalid("Only %(metres)s m of this track can count. That is too short.", field="track",
                      metres=round(distance_m))  # fmt: skip
    return min(MOST_M, round(distance_m))


Parts: TypeAlias = Iterable[Sequence[Any]]


def summed(parts: Parts) -> list[list[Any]]:
    """[state, option, riders, metres] for each two, of rides as [state, option, metres] each."""
    return moved([], (), parts)


def moved(sums: Parts, gone: Parts, new: Parts) -> list[list[Any]]:
    """Such sums without some rides and with others."""
    found = {(state, option): [riders, metres] for state, option, riders, metres in sums}
    for sign, parts in ((-1, gone), (1, new)):
        for state, option, metres in parts:
            riders, far = found.get((state, option), (0, 0))
            found[state, option] = [riders + sign, far + sign * metres]
    return [[*key, *both] for key, both in sorted(found.items()) if both[0]]


def may_tell_parts(part: int, riders: int) -> bool:
    """Whether a share of the riders can be told: enough of them are in it, or none, and likewise the others."""
    return all(people == 0 or may_be_shown(people) for people in (part, riders - part))
