"""More entries than a person writes down, and the most of everything. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from footprint.integrity.deeds import Deed, Diary, Kind, Suspicion, by_day, suspicion

MOST_A_DAY = 64
"""One every quarter of an hour, sixteen hours long."""
AT_ONCE = timedelta(minutes=10)
MOST_AT_ONCE = 150
"""A telephone that was offline sends a whole week at once, and who acts a lot does twenty things a day."""
AT_LIMIT = ((6, 3), (5, 10))
"""So many actions up to their limits, on so many days. Three meals eaten up, none of them with meat, and three cool
rooms are a day of honest limits; six are not: once may be a game, twice a mistake. Five would be every refill and every
cup of coffee besides, day after day."""


def too_many_a_day(known: Mapping[int, Diary]) -> Iterator[Suspicion]:
    """More entries of one day than a day has quarters of an hour."""
    for resident_id, diary in known.items():
        for of_day in by_day(diary).values():
            if len(of_day) > MOST_A_DAY:
                yield suspicion("too_many_a_day", resident_id, of_day, entries=len(of_day), most=MOST_A_DAY)


def too_many_at_once(known: Mapping[int, Diary]) -> Iterator[Suspicion]:
    """More entries recorded within minutes than a full diary of a week holds."""
    for resident_id, diary in known.items():
        crowded = _crowded(sorted(diary, key=lambda deed: (deed.recorded_at, deed.entry_id)))
        if crowded:
            days = len({deed.occurred_on for deed in crowded})
            minutes = AT_ONCE // timedelta(minutes=1)
            yield suspicion("too_many_at_once", resident_id, crowded, entries=len(crowded), minutes=minutes, days=days)


def _crowded(in_time: Diary) -> Diary:
    """The deeds that lie in a span of ten minutes with too many of them."""
    crowded: list[Deed] = []
    first = taken = 0
    for last, deed in enumerate(in_time, start=1):
        while deed.recorded_at - in_time[first].recorded_at > AT_ONCE:
            first += 1
        if last - first > MOST_AT_ONCE:
            crowded += in_time[max(first, taken) : last]
            taken = last
    return crowded


def limits_all_at_once(known: Mapping[int, Diary], kinds: Mapping[str, Kind]) -> Iterator[Suspicion]:
    """Many actions, each up to its limit of the day, day after day: somebody claims what can be claimed."""
    for resident_id, diary in known.items():
        full = {day: _at_limit(of_day, kinds) for day, of_day in by_day(diary).items()}
        days = _too_full(full)
        if days:
            deeds = [deed for deed in diary if deed.occurred_on in days and deed.action in full[deed.occurred_on]]
            actions = min(len(full[day]) for day in days)
            yield suspicion("limits_all_at_once", resident_id, deeds, actions=actions, days=len(days))


def _too_full(full: Mapping[date, Collection[str]]) -> Collection[date]:
    """The days on which so many limits are reached, if they are enough: the more limits, the fewer days."""
    for actions, least in AT_LIMIT:
        days = {day for day, reached in full.items() if len(reached) >= actions}
        if len(days) >= least:
            return days
    return ()


def _at_limit(of_day: Diary, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """The actions of a day that reach their limit of the day."""
    told: Counter[str] = Counter()
    for deed in of_day:
        told[deed.action] += deed.quantity_milli
    limits = {action: kinds[action].day_milli for action in told if action in kinds}
    return frozenset(action for action, most in limits.items() if most is not None and told[action] >= most)
