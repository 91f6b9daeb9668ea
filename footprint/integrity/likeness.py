"""Diaries that look alike, in different households. Pure.

Within a household nothing is compared: a family walks together, and a commuter repeats the same way for years.

To compare all with all would take the square of a city. Only diaries with whole days in common are compared, and of
those with the same day only neighbours by number.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice

from footprint.integrity.deeds import Deed, Diary, Suspicion, suspicion

Item = tuple[date, str, str, int, int]
"""A day, an action, its answer, a quantity, and the how many-eth of the same that is."""

ALIKE_PERCENT = 80
"""So much of the longer diary must stand in the other: a copy leaves out a little, or adds a little."""
NEIGHBOURS = 3
"""So many of the next accounts with the same day are looked at: a copy may leave out a day."""
WHOLE_DAYS = 2
"""Days that are the same from morning to evening, before two diaries are compared line by line."""


@dataclass(frozen=True, slots=True)
class Book:
    """A resident's diary as a set that can be compared."""

    resident_id: int
    household_ids: frozenset[int]
    items: Mapping[Item, Deed]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two diaries must share to be alike: deeds, days, different things done, recorded how near to each other;
    None where the time does not matter."""

    deeds: int
    days: int
    kinds: int
    apart: timedelta | None = None


def book(diary: Diary) -> Book:
    """The diary of one resident, which has at least one deed."""
    times: Counter[tuple[date, str, str, int]] = Counter()
    items: dict[Item, Deed] = {}
    for deed in diary:
        said = (deed.occurred_on, deed.action, deed.option or "", deed.quantity_milli)
        times[said] += 1
        items[(*said, times[said])] = deed
    return Book(diary[0].resident_id, frozenset(deed.household_id for deed in diary), items)


def clusters(books: Iterable[Book], needed: Likeness) -> list[Sequence[Book]]:
    """Groups of books each of which is like another one of the group, by resident."""
    known = {one.resident_id: one for one in sorted(books, key=lambda one: one.resident_id)}
    heads = {number: number for number in known}
    for one, other in _pairs(known.values()):
        if shared(known[one], known[other], needed):
            heads[_head(heads, other)] = _head(heads, one)
    found: dict[int, list[Book]] = defaultdict(list)
    for number, one_book in known.items():
        found[_head(heads, number)].append(one_book)
    return [group for group in found.values() if len(group) > 1]


def households(group: Iterable[Book]) -> int:
    """How many households keep these books; who moved counts once."""
    return len({min(one.household_ids) for one in group})


def shared(one: Book, other: Book, needed: Likeness) -> Collection[Item]:
    """What two books have in common, empty where they are not alike."""
    common = [item for item in one.items if item in other.items and _is_near(one, other, item, needed.apart)]
    longer = max(len(one.items), len(other.items))
    enough = len(common) >= needed.deeds and len(common) * 100 >= ALIKE_PERCENT * longer
    days, kinds = {item[0] for item in common}, {item[1:4] for item in common}
    return common if enough and len(days) >= needed.days and len(kinds) >= needed.kinds else ()


def common_deeds(group: Sequence[Book]) -> Iterator[tuple[Book, Sequence[Deed]]]:
    """Each book of a group with the deeds that stand in another household's book of the group too."""
    homes: dict[Item, set[int]] = defaultdict(set)
    for one in group:
        for item in one.items:
            homes[item] |= one.household_ids
    for one in group:
        yield one, [deed for item, deed in one.items.items() if not homes[item] <= one.household_ids]


def named(rule: str, group: Sequence[Book]) -> Iterator[Suspicion]:
    """A suspicion of each book's resident, of what stands in other households' books too."""
    homes = households(group)
    for one, deeds in common_deeds(group):
        days = len({deed.occurred_on for deed in deeds})
        figures = {"accounts": len(group), "households": homes, "entries": len(deeds), "days": days}
        yield suspicion(rule, one.resident_id, deeds, **figures)


def _is_near(one: Book, other: Book, item: Item, apart: timedelta | None) -> bool:
    return apart is None or abs(one.items[item].recorded_at - other.items[item].recorded_at) <= apart


def _pairs(books: Iterable[Book]) -> Iterator[tuple[int, int]]:
    """Books of different households with whole days in common, as numbers of residents."""
    same: dict[tuple[Item, ...], list[Book]] = defaultdict(list)
    for one in books:
        for day in _days(one):
            same[day].append(one)
    met = Counter(pair for met_on in same.values() for pair in _neighbours(met_on))
    return (pair for pair, days in met.items() if days >= WHOLE_DAYS)


def _days(one: Book) -> Iterator[tuple[Item, ...]]:
    """The days of a book, each as all that stands there; one deed alone says nothing."""
    for _, items in groupby(sorted(one.items), key=lambda item: item[0]):
        day = tuple(items)
        if len(day) > 1:
            yield day


def _neighbours(same_day: Sequence[Book]) -> Iterator[tuple[int, int]]:
    for number, one in enumerate(same_day):
        for other in islice(same_day, number + 1, number + 1 + NEIGHBOURS):
            if not one.household_ids & other.household_ids:
                yield one.resident_id, other.resident_id


def _head(heads: dict[int, int], number: int) -> int:
    """The first of a number's group, found by halving the way (union-find)."""
    while heads[number] != number:
        heads[number] = heads[heads[number]]
        number = heads[number]
    return number
