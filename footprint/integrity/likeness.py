"""Diaries that look alike, in different households. Pure.

Within a household nothing is compared: a family walks together, and a commuter repeats the same way for years.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from footprint.integrity.deeds import Deed, Diary, Suspicion, suspicion

Item = tuple[date, str, str, int, int]
"""A day, an action, its answer, the quantity, and the how many-eth of the same that is."""
Thing = TypeVar("Thing", bound=Hashable)

ALIKE_PERCENT = 80
"""So much of the longer diary must stand in the other: a copy leaves out a little, or adds a little."""


@dataclass(frozen=True, slots=True)
class Book:
    """A resident's diary as a set that can be compared."""

    resident_id: int
    household_ids: frozenset[int]
    items: Mapping[Item, Deed]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two diaries must share to be alike: deeds, days, different things done."""

    deeds: int
    days: int
    kinds: int

    def holds(self, common: Collection[Item], longer: int, kinds: int) -> bool:
        """Whether it is enough, of so many items of the longer diary."""
        enough = len(common) >= self.deeds and len(common) * 100 >= ALIKE_PERCENT * longer
        return enough and len({item[0] for item in common}) >= self.days and kinds >= self.kinds


Pair = tuple[Book, Book]
Group = Mapping[int, Collection[Deed]]
"""Residents with like diaries, each with the deeds that stand in another one's diary too."""


def book(diary: Diary, *, exact: bool = True) -> Book:
    """The diary of one resident, which has at least one deed; unless it is `exact`, quantities stand in no item, but in
    the order of what is the same beside them."""
    times: Counter[Hashable] = Counter()
    items: dict[Item, Deed] = {}
    for deed in sorted(diary, key=lambda deed: (deed.quantity_milli, deed.entry_id)):
        same = (deed.occurred_on, deed.action, deed.option or "", deed.quantity_milli if exact else 0)
        times[same] += 1
        items[(*same, times[same])] = deed
    return Book(diary[0].resident_id, frozenset(deed.household_id for deed in diary), items)


def groups(pairs: Iterable[Pair], needed: Likeness, apart: timedelta) -> list[Group]:
    """Who of these pairs wrote the same, so near to each other, and who did so through others, by resident."""
    found: dict[int, set[int]] = {}
    deeds: dict[int, set[Deed]] = defaultdict(set)
    for one, other in pairs:
        if common := _shared(one, other, needed, apart):
            deeds[one.resident_id].update(one.items[item] for item in common)
            deeds[other.resident_id].update(other.items[item] for item in common)
            join(found, one.resident_id, other.resident_id)
    return [{number: deeds[number] for number in sorted(group)} for group in joined(found)]


def households(residents: Iterable[Book]) -> int:
    """How many households keep these books; who moved counts once."""
    return len({min(one.household_ids) for one in residents})


def _shared(one: Book, other: Book, needed: Likeness, apart: timedelta) -> Collection[Item]:
    """What two books have in common; empty where they are not alike, or of one household."""
    if one.household_ids & other.household_ids:
        return ()
    common = [
        item
        for item, deed in one.items.items()
        if item in other.items and abs(deed.recorded_at - other.items[item].recorded_at) <= apart
    ]
    kinds = {item[1:4] for item in common}
    return common if needed.holds(common, max(len(one.items), len(other.items)), len(kinds)) else ()


def named(rule: str, group: Group, homes: int) -> Iterator[Suspicion]:
    """A suspicion of each resident of a group, which has so many households."""
    for number, deeds in group.items():
        days = len({deed.occurred_on for deed in deeds})
        figures = {"accounts": len(group), "households": homes, "entries": len(deeds), "days": days}
        yield suspicion(rule, number, deeds, **figures)


def join(found: dict[Thing, set[Thing]], one: Thing, other: Thing) -> None:
    """Makes one group of the groups of two; the smaller one moves."""
    less, more = sorted((found.setdefault(one, {one}), found.setdefault(other, {other})), key=len)
    if less is not more:
        more |= less
        found.update(dict.fromkeys(less, more))


def joined(found: Mapping[Thing, set[Thing]]) -> list[set[Thing]]:
    """The groups that were made, in the order in which their first members came."""
    return list({id(group): group for group in found.values()}.values())
