"""The same diary in several households, written at the same minutes. Pure.

What a class, a firm or the whole city writes down in the same hour says nothing about three of them, so only what few
wrote is compared. Accounts of one larger team or address are left to the rules about such crowds.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from footprint.integrity.city import (
    MOST_OF_CROWD,
    NETWORK,
    TEAM,
    Crowd,
    LineInHour,
    Mark,
    Residents,
    marks,
    said_in_hour,
)
from footprint.integrity.deeds import Deed, Diary, Suspicion, by_day
from footprint.integrity.likeness import Likeness, book, groups, households, join, joined, named

SHARED = Likeness(deeds=20, days=5, kinds=5)
"""A reminder makes many people write "one meal, bus, 6 km" at eight; it does not make them share five different things
at the same minutes of five days."""
AT_ONCE, AT_ONCE_HOUSEHOLDS = timedelta(minutes=5), 3
"""Two friends may walk, eat and write together."""
ONE_BY_ONE, ONE_BY_ONE_HOUSEHOLDS = timedelta(minutes=45), 8
"""Writing a list down in one account after the other takes its time. Two families may spend their evenings together;
eight do not, day after day."""
FEW = 24
"""What more households wrote in the same hour they were asked to write: by a teacher, or by a theme of the day."""
CROWD = 6
"""From so many households on, a team or an address is a crowd."""
NEIGHBOURS = 3
"""With so many of those who wrote the same day down next a diary is compared, and not with all of them."""
WHOLE_DAYS = 2
"""Days that are the same from morning to evening, before two diaries are compared line by line."""
AT_A_TIME = 500
"""Residents, before those who met are looked at: all of what they wrote is in memory then, several times over."""

Often = Collection[LineInHour]
Numbers = tuple[int, int]
"""Two residents, ascending."""


class WholeDays:
    """Whole days of the city, four numbers for each: whoever copies a diary has some of them in common."""

    def __init__(self, often: Often) -> None:
        self._often = often
        self._days: dict[date, array[int]] = defaultdict(lambda: array("q"))

    def see(self, residents: Residents) -> None:
        """Notes what few others wrote; one deed alone of a day says nothing."""
        for resident_id, diary in residents.diaries.items():
            for day, of_day in by_day(_rare(diary, self._often)).items():
                if len(of_day) > 1:
                    first, told = of_day[0], hash(tuple(sorted(map(_written, of_day))))
                    row = (told, int(first.recorded_at.timestamp()), resident_id, first.household_id)
                    self._days[day].extend(row)

    def pairs(self) -> list[Numbers]:
        """Residents of different households who wrote whole days down alike and soon after each other, repeatedly."""
        met: Counter[Numbers] = Counter()
        for numbers in self._days.values():
            met.update(_next_ones(sorted(zip(*[iter(numbers)] * 4, strict=True))))
        return [pair for pair, days in met.items() if days >= WHOLE_DAYS]


def _next_ones(rows: Sequence[tuple[int, ...]]) -> Iterator[Numbers]:
    """Each with those who wrote the same day down next."""
    for number, (_, _, one, _) in enumerate(rows):
        for other in islice(_soon_after(rows, number), NEIGHBOURS):
            yield min(one, other), max(one, other)


def _soon_after(rows: Sequence[tuple[int, ...]], number: int) -> Iterator[int]:
    """Who wrote the same down not much later, in other households."""
    told, at, _, home = rows[number]
    for same, later, other, household in islice(rows, number + 1, None):
        if same != told or later - at > ONE_BY_ONE.total_seconds():
            return
        if household != home:
            yield other


def together(pairs: Iterable[Numbers]) -> Iterator[Sequence[int]]:
    """Those who met, also through others, as many groups at once as fill a part of the city; fewer than three are none.

    Of a larger group the first are looked at."""
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        join(found, one, other)
    some: list[int] = []
    for group in joined(found):
        if len(group) >= AT_ONCE_HOUSEHOLDS:
            some += sorted(group)[:MOST_OF_CROWD]
        if len(some) >= AT_A_TIME:
            yield some
            some = []
    if some:
        yield some


def is_large(crowd: Crowd) -> bool:
    """Whether a team or an address is left to the rules about crowds."""
    homes = {deed.household_id for diary in crowd.residents.diaries.values() for deed in diary}
    return crowd.mark[0] in (TEAM, NETWORK) and len(homes) >= CROWD


def copied_diaries(
    residents: Residents, pairs: Iterable[Numbers], often: Often, large: Collection[Mark]
) -> Iterator[Suspicion]:
    """Diaries that are alike and were recorded near to each other, in many households; a resident is named once."""
    rare = {number: _rare(diary, often) for number, diary in residents.diaries.items()}
    books = {number: book(diary) for number, diary in rare.items() if diary}
    own = {number: marks(rare[number], residents.accounts.get(number)).intersection(large) for number in books}
    known = [pair for pair in pairs if books.keys() >= set(pair)]
    near = [(books[one], books[other]) for one, other in known if own[one].isdisjoint(own[other])]
    asked: set[int] = set()
    for apart, least in ((AT_ONCE, AT_ONCE_HOUSEHOLDS), (ONE_BY_ONE, ONE_BY_ONE_HOUSEHOLDS)):
        for group in groups(near, SHARED, apart):
            homes = households(books[number] for number in group)
            if homes >= least:
                yield from (one for one in named("copied_diaries", group, homes) if one.resident_id not in asked)
                asked.update(group)


def _rare(diary: Diary, often: Often) -> Diary:
    """A diary without what many households wrote down in the same hour."""
    return [deed for deed in diary if said_in_hour(deed) not in often]


def _written(deed: Deed) -> tuple[str, str, int]:
    return deed.action, deed.option or "", deed.quantity_milli
