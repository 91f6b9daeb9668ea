"""Diaries that look alike, in different households. Pure.

Within a household nothing is compared: a family walks together, and a commuter repeats the same way for years.

To compare all with all would take the square of a city: who may be alike is a handful of neighbours by number.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice

from footprint.integrity.deeds import Deed, Diary, Suspicion, suspicion

Item = tuple[date, str, str, int]
"""A day, an action, its answer, and the how many-eth of the same that is, by quantity."""

ALIKE_PERCENT = 80
"""So much of the longer diary must stand in the other: a copy leaves out a little, or adds a little."""
NEIGHBOURS = 3
"""With so many of the next accounts a diary is compared: whoever makes many makes them in a row."""
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
    """What two diaries must share to be alike: deeds, days, different things done, recorded how near to each other
    (None where the time does not matter), with quantities that differ by at most so many percent."""

    deeds: int
    days: int
    kinds: int
    apart: timedelta | None = None
    percent: int = 0


Pair = tuple[Book, Book]
Group = Mapping[int, Collection[Deed]]
"""Residents with like diaries, each with the deeds that stand in another one's diary too."""


def book(diary: Diary) -> Book:
    """The diary of one resident, which has at least one deed."""
    times: Counter[tuple[date, str, str]] = Counter()
    items: dict[Item, Deed] = {}
    for deed in sorted(diary, key=lambda deed: (deed.quantity_milli, deed.entry_id)):
        said = (deed.occurred_on, deed.action, deed.option or "")
        times[said] += 1
        items[(*said, times[said])] = deed
    return Book(diary[0].resident_id, frozenset(deed.household_id for deed in diary), items)


Wrote = Mapping[Hashable, Collection[int]]
"""What was said of a day, with the households that said so."""


def said(deed: Deed) -> Hashable:
    """What somebody said of a day, whenever they did."""
    return deed.occurred_on, deed.action, deed.option, deed.quantity_milli


def wrote(diaries: Iterable[Diary]) -> Wrote:
    """Who said what in these diaries."""
    found: dict[Hashable, set[int]] = defaultdict(set)
    for diary in diaries:
        for deed in diary:
            found[said(deed)].add(deed.household_id)
    return found


def groups(pairs: Iterable[Pair], needed: Likeness) -> list[Group]:
    """Who of these pairs is alike, and who is so through others, by resident."""
    found: dict[int, set[int]] = {}
    deeds: dict[int, set[Deed]] = defaultdict(set)
    for one, other in pairs:
        if common := shared(one, other, needed):
            deeds[one.resident_id].update(one.items[item] for item in common)
            deeds[other.resident_id].update(other.items[item] for item in common)
            _join(found, one.resident_id, other.resident_id)
    members = {id(group): sorted(group) for group in found.values()}
    return [{number: deeds[number] for number in group} for group in sorted(members.values())]


def households(residents: Iterable[Book]) -> int:
    """How many households keep these books; who moved counts once."""
    return len({min(one.household_ids) for one in residents})


def shared(one: Book, other: Book, needed: Likeness) -> Collection[Item]:
    """What two books have in common; empty where they are not alike, or of one household."""
    if one.household_ids & other.household_ids:
        return ()
    common = [
        item for item in one.items if item in other.items and _is_same(one.items[item], other.items[item], needed)
    ]
    longer = max(len(one.items), len(other.items))
    enough = len(common) >= needed.deeds and len(common) * 100 >= ALIKE_PERCENT * longer
    days, kinds = {item[0] for item in common}, {_kind(one.items[item], needed) for item in common}
    return common if enough and len(days) >= needed.days and len(kinds) >= needed.kinds else ()


def _kind(deed: Deed, needed: Likeness) -> Hashable:
    """What is one thing done; other quantities are another, unless they may be blurred."""
    return deed.action, deed.option, None if needed.percent else deed.quantity_milli


def named(rule: str, group: Group, homes: int) -> Iterator[Suspicion]:
    """A suspicion of each resident of a group, which has so many households."""
    for number, deeds in group.items():
        days = len({deed.occurred_on for deed in deeds})
        figures = {"accounts": len(group), "households": homes, "entries": len(deeds), "days": days}
        yield suspicion(rule, number, deeds, **figures)


def neighbours(books: Sequence[Book]) -> Iterator[Pair]:
    """Each book with the next ones."""
    for number, one in enumerate(books):
        for other in islice(books, number + 1, number + 1 + NEIGHBOURS):
            yield one, other


def with_whole_days(books: Iterable[Book]) -> Iterator[Pair]:
    """Books that have whole days in common, among neighbours with the same day."""
    same: dict[tuple[object, ...], list[Book]] = defaultdict(list)
    known: dict[int, Book] = {}
    for one in books:
        known[one.resident_id] = one
        for day in _days(one):
            same[day].append(one)
    met = Counter((one.resident_id, other.resident_id) for met_on in same.values() for one, other in neighbours(met_on))
    return ((known[one], known[other]) for (one, other), days in met.items() if days >= WHOLE_DAYS)


def _days(one: Book) -> Iterator[tuple[object, ...]]:
    """The days of a book, each as all that stands there; one deed alone says nothing."""
    for _, items in groupby(sorted(one.items), key=lambda item: item[0]):
        day = tuple((*item, one.items[item].quantity_milli) for item in items)
        if len(day) > 1:
            yield day


def _is_same(one: Deed, other: Deed, needed: Likeness) -> bool:
    less, more = sorted((one.quantity_milli, other.quantity_milli))
    is_near = needed.apart is None or abs(one.recorded_at - other.recorded_at) <= needed.apart
    return is_near and (more - less) * 100 <= needed.percent * more


def _join(found: dict[int, set[int]], one: int, other: int) -> None:
    """Makes one group of the groups of two; the smaller one moves."""
    less, more = sorted((found.setdefault(one, {one}), found.setdefault(other, {other})), key=len)
    if less is not more:
        more |= less
        found.update(dict.fromkeys(less, more))
