"""The diary that most households of a crowd keep. Pure.

Each diary is held against what the crowd wrote together, not against a neighbour's: that costs a reading of each, and
a copy that leaves things out, or blurs quantities, is nearer to the original than to another copy.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from footprint.integrity.city import Line, said
from footprint.integrity.deeds import Deed, Diary
from footprint.integrity.likeness import Book, Group, Item, Likeness, book, households

ALIKE = Likeness(deeds=12, days=4, kinds=2)
"""Four days; of two different things more is asked, see `habits`."""
BLUR_PERCENT = 15
"""Quantities may be blurred a little, by less than lies between 1 km and 1.5."""
MOST_PERCENT = 60
"""So many of the crowd's households must keep the same diary; in a class, those with the same way to school do not."""
HELD_PERCENT = 40
"""What so many of the households wrote is a part of it: of those three fifths, some leave it out."""

Usual = Mapping[Item, int]
"""What many of a crowd wrote, each with the quantity in the middle."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One diary of most of a crowd: who keeps it, in how many households, how many different things stand in it at
    least, and the lines that most of those households wrote."""

    group: Group
    homes: int
    kinds: int
    lines: frozenset[Line]


def kept_by_most(diaries: Iterable[Diary], least: int) -> Kept | None:
    """The diary that most households of a crowd keep, and at least so many, if there is one: to the letter, or else
    with quantities that were blurred."""
    told = list(diaries)
    for exact in (True, False):
        books = [book(diary, exact=exact) for diary in told]
        everybody = households(books)
        if everybody < least:
            return None
        group = dict(_alike(books, _usual(books, everybody)))
        homes = households(one for one in books if one.resident_id in group)
        if homes >= least and homes * 100 >= MOST_PERCENT * everybody:
            kinds = min(len({_kind(deed) for deed in deeds}) for deeds in group.values())
            return Kept(group, homes, kinds, _lines(group, homes))
    return None


def _usual(books: Sequence[Book], everybody: int) -> Usual:
    homes: dict[Item, set[int]] = defaultdict(set)
    told: dict[Item, list[int]] = defaultdict(list)
    for one in books:
        for item, deed in one.items.items():
            homes[item].add(min(one.household_ids))
            told[item].append(deed.quantity_milli)
    return {item: median_low(told[item]) for item in homes if len(homes[item]) * 100 >= HELD_PERCENT * everybody}


def _alike(books: Iterable[Book], usual: Usual) -> Iterator[tuple[int, Sequence[Deed]]]:
    """Whose diary is like the usual one, with the deeds that are."""
    for one in books:
        common = [item for item, deed in one.items.items() if item in usual and _is_near(deed, usual[item])]
        kinds = {_kind(one.items[item]) for item in common}
        if ALIKE.holds(common, max(len(one.items), len(usual)), len(kinds)):
            yield one.resident_id, [one.items[item] for item in common]


def _kind(deed: Deed) -> tuple[str, str | None]:
    """What is one thing done, however much of it."""
    return deed.action, deed.option


def _is_near(deed: Deed, milli: int) -> bool:
    less, more = sorted((deed.quantity_milli, milli))
    return (more - less) * 100 <= BLUR_PERCENT * more


def _lines(group: Group, homes: int) -> frozenset[Line]:
    wrote: dict[Line, set[int]] = defaultdict(set)
    for deeds in group.values():
        for deed in deeds:
            wrote[said(deed)].add(deed.household_id)
    return frozenset(line for line, by in wrote.items() if len(by) * 2 >= homes)
