"""Ways too far for a body, or for the hours there were. Pure.

Thresholds come from records and from law, never from what residents usually do: an honest courier rides 100 km a day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import accumulate

from footprint.actions.action import KILOMETRES
from footprint.integrity.deeds import Deed, Diary, Kind, Suspicion, by_day, suspicion


@dataclass(frozen=True, slots=True)
class Motion:
    """The fastest that a whole way is done at, and the longest that a body moves itself in a day; None for a motor."""

    most_kmh: int
    most_km: int | None


MOTIONS: Mapping[str, Motion] = {
    "foot": Motion(21, 160),
    "bicycle": Motion(57, 513),
    "ebike": Motion(45, None),
    "bus": Motion(100, None),
    "rail": Motion(350, None),
}
"""Foot: the marathon in 2:00:35 (2023), and half of 319.6 km in 24 hours (2022). Bicycle: 56.8 km in an hour (2022),
and half of 1,026 km in 24 hours (2021). E-bike: nearly twice the 25 km/h at which GB 17761 switches the motor off.
Bus: what coaches may drive on motorways. Rail: the fastest trains in service."""
AWAKE = timedelta(hours=16)
"""Nobody is on the way for longer in a day: eight hours are left to sleep, eat and work."""
BEFORE_MIDNIGHT = timedelta(hours=2)
"""Who comes home after midnight set out the day before, and dates the way by the day of arriving."""


def too_far(known: Mapping[int, Diary], kinds: Mapping[str, Kind]) -> Iterator[Suspicion]:
    """More kilometres in a day by one's own strength than half of what anybody ever did."""
    for resident_id, of_day in _days(known, kinds):
        for name, motion in MOTIONS.items():
            ways = [deed for deed in of_day if kinds[deed.action].motion == name]
            metres = sum(deed.quantity_milli for deed in ways)
            if motion.most_km is not None and metres > motion.most_km * 1000:
                yield suspicion("too_far", resident_id, ways, km=metres // 1000, most_km=motion.most_km)


def no_time(known: Mapping[int, Diary], kinds: Mapping[str, Kind], zone: tzinfo) -> Iterator[Suspicion]:
    """Ways that take longer, at the fastest, than the day had lasted when they were recorded."""
    for resident_id, of_day in _days(known, kinds):
        ways = sorted(of_day, key=lambda deed: (deed.recorded_at, deed.entry_id))
        needed = accumulate(_seconds(deed, kinds) for deed in ways)
        for told, (deed, seconds) in enumerate(zip(ways, needed, strict=True), start=1):
            had = _lasted(deed.occurred_on, deed.recorded_at, zone)
            if seconds > had.total_seconds():
                yield _too_fast(resident_id, ways[:told], had)
                break


def _days(known: Mapping[int, Diary], kinds: Mapping[str, Kind]) -> Iterator[tuple[int, Diary]]:
    """The ways of each resident and day."""
    for resident_id, diary in known.items():
        for of_day in by_day([deed for deed in diary if _is_way(deed, kinds)]).values():
            yield resident_id, of_day


def _is_way(deed: Deed, kinds: Mapping[str, Kind]) -> bool:
    kind = kinds.get(deed.action)
    return deed.unit == KILOMETRES and kind is not None and kind.motion in MOTIONS


def _seconds(deed: Deed, kinds: Mapping[str, Kind]) -> int:
    """How long it takes at least, rounded in the resident's favour."""
    return deed.quantity_milli * 36 // (10 * MOTIONS[kinds[deed.action].motion].most_kmh)


def _lasted(day: date, recorded_at: datetime, zone: tzinfo) -> timedelta:
    """For how long somebody can have been on the way on a day when it was recorded."""
    began_at = datetime.combine(day, time.min, zone)
    return min(recorded_at - began_at + BEFORE_MIDNIGHT, AWAKE)


def _too_fast(resident_id: int, ways: Diary, had: timedelta) -> Suspicion:
    metres = sum(deed.quantity_milli for deed in ways)
    seconds = max(1, int(had.total_seconds()))
    return suspicion(
        "no_time",
        resident_id,
        ways,
        km=metres // 1000,
        minutes=seconds // 60,
        kmh=metres * 36 // (10 * seconds),
    )
