"""The rules together. Each only asks: what becomes of an entry is decided by people, after the resident was heard.

A false alarm costs more than a cheat: in doubt a rule is silent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain

from footprint.integrity.bursts import limits_all_at_once, too_many_a_day, too_many_at_once
from footprint.integrity.city import City, Mark
from footprint.integrity.copies import FEW, Numbers, Often, WholeDays, copied_diaries, is_large, together
from footprint.integrity.deeds import Account, Deed, Diary, Kind, Suspicion, kinds_of
from footprint.integrity.farms import alike_in
from footprint.integrity.habits import Doubt, Habits
from footprint.integrity.likeness import named
from footprint.integrity.speeds import no_time, too_far

__all__ = ["RULES", "Account", "Deed", "Kind", "Suspicion", "kinds_of", "suspicions"]

RULES = (
    "too_far",
    "no_time",
    "too_many_a_day",
    "too_many_at_once",
    "limits_all_at_once",
    "copied_diaries",
    "one_device",
    "one_network",
    "overnight_team",
)
"""The names of all rules, as they stand in `Suspicion.rule`."""


def suspicions(city: City, kinds: Mapping[str, Kind], zone: tzinfo) -> Iterator[Suspicion]:
    """What there is to ask about in a city, by a rule once for each resident; the same in whatever parts it is read.

    The city is gone through several times: by what its residents share, to see which crowds keep one diary; all of it,
    to judge each by themselves, and to see who keeps such diaries besides; and those of whom there is doubt again.

    Args:
        city: living entries of a window of days that residents reported themselves; what an organizer or an instrument
            confirmed is left alone, and so is what stands on a paper list. Four weeks are enough for every rule.
        kinds: of the actions, by their ids (`kinds_of`); what is missing is no way and has no limit.
        zone: the city's, which says when a day began.
    """
    habits, often = Habits(), city.often_said(FEW)
    doubted, large = _doubted(city, habits)
    days = WholeDays(often)
    for residents in city.everybody():
        habits.see(residents)
        days.see(residents)
        yield from _of_one(residents.diaries, kinds, zone)
    yield from _once(chain(_copies(city, days.pairs(), often, large), _of_crowds(city, habits, doubted)))


def _of_one(known: Mapping[int, Diary], kinds: Mapping[str, Kind], zone: tzinfo) -> Iterator[Suspicion]:
    """What there is to ask about an account by itself, whatever others do."""
    yield from too_far(known, kinds)
    yield from no_time(known, kinds, zone)
    yield from too_many_a_day(known)
    yield from too_many_at_once(known)
    yield from limits_all_at_once(known, kinds)


def _doubted(city: City, habits: Habits) -> tuple[Mapping[Mark, Collection[Doubt]], Collection[Mark]]:
    """The crowds most of which keep one diary, with those; and the large ones, whatever they keep."""
    doubted: dict[Mark, set[Doubt]] = {}
    large: set[Mark] = set()
    for crowd in city.crowds():
        if is_large(crowd):
            large.add(crowd.mark)
        for _, kept in alike_in(crowd):
            doubted.setdefault(crowd.mark, set()).add(habits.note(kept))
    return doubted, large


def _of_crowds(city: City, habits: Habits, doubted: Mapping[Mark, Collection[Doubt]]) -> Iterator[Suspicion]:
    """Who keeps a diary of a crowd that is evidence; these crowds are read again, so that none need be kept."""
    left = {mark for mark, doubts in doubted.items() if any(map(habits.is_evidence, doubts))}
    for crowd in city.crowds(left) if left else ():
        for rule, kept in alike_in(crowd):
            doubt = habits.known(kept)
            if doubt and habits.is_evidence(doubt):
                yield from named(rule, kept.group, kept.homes)


def _copies(city: City, pairs: Sequence[Numbers], often: Often, large: Collection[Mark]) -> Iterator[Suspicion]:
    """Diaries copied by people who have nothing else in common."""
    met: dict[int, list[Numbers]] = defaultdict(list)
    for pair in pairs:
        met[pair[0]].append(pair)
    for some in together(pairs):
        own = [pair for number in some for pair in met[number]]
        yield from copied_diaries(city.some(some), own, often, large)


def _once(found: Iterable[Suspicion]) -> Iterator[Suspicion]:
    """The first by a rule about each resident: nobody is asked twice for two teams."""
    asked: set[tuple[str, int]] = set()
    for one in found:
        if (one.rule, one.resident_id) not in asked:
            asked.add((one.rule, one.resident_id))
            yield one
