"""Whether a diary is a habit of the city: many who have nothing to do with each other keep it too. Pure.

A challenge asks a whole city to do the same five things. That most of a firm do them is no evidence then, however alike
their diaries are. Each of the five alone says nothing either way; what counts is who keeps them all.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from footprint.integrity.city import Line, Mark, Residents, marks, said
from footprint.integrity.consensus import Kept
from footprint.integrity.likeness import ALIKE_PERCENT, join, joined

SOURCES = 12
"""What more groups of people keep who share no home, device, address or team is a habit of the city. A farm has a few
devices, and some accounts on none of them: so many are rare."""
THINGS = 3
"""Two classmates who walk 1 km and finish their plate share two different things. Fewer than three are evidence only
where nearly each line is the crowd's own: more of its accounts wrote it than of the whole rest of the city."""


class Doubt(NamedTuple):
    """A diary that a crowd keeps: its number, how many different things stand in it, how many accounts keep it."""

    number: int
    kinds: int
    accounts: int


class Habits:
    """Diaries that crowds keep, by number, and from how many sides each is kept."""

    def __init__(self) -> None:
        self._numbers: dict[frozenset[Line], int] = {}
        self._lines: list[frozenset[Line]] = []
        self._with: dict[Line, list[int]] = defaultdict(list)
        self._sources: list[dict[Mark, set[Mark]]] = []
        self._wrote: Counter[Line] = Counter()

    def note(self, kept: Kept) -> Doubt:
        """Notes a diary; one that is nearly the same gets the same number: a thousand firms follow one challenge."""
        doubt = self.known(kept)
        if doubt is None:
            self._add(kept.lines)
            doubt = Doubt(self._numbers[kept.lines], kept.kinds, len(kept.group))
        return doubt

    def known(self, kept: Kept) -> Doubt | None:
        """A diary that was noted; None for another, of which nobody was asked who else keeps it."""
        number = self._numbers.get(kept.lines)
        if number is None:
            number = min(self._like(kept.lines), default=None)
        return None if number is None else Doubt(number, kept.kinds, len(kept.group))

    def _add(self, lines: frozenset[Line]) -> None:
        self._numbers[lines] = len(self._lines)
        for line in lines:
            self._with[line].append(len(self._lines))
        self._lines.append(lines)
        self._sources.append({})

    def _like(self, lines: Collection[Line]) -> list[int]:
        return [number for number, hits in self._shared(lines).items() if self._is_like(number, len(lines), hits)]

    def _is_like(self, number: int, lines: int, hits: int) -> bool:
        return hits * 100 >= ALIKE_PERCENT * max(lines, len(self._lines[number]))

    def _shared(self, lines: Collection[Line]) -> Counter[int]:
        return Counter(number for line in lines for number in self._with.get(line, ()))

    def see(self, residents: Residents) -> None:
        """Counts who of these wrote what stands in them, and who keeps one, whatever else they write."""
        for resident_id, diary in residents.diaries.items():
            own = {line for line in map(said, diary) if line in self._with}
            self._wrote.update(own)
            for number, hits in self._shared(own).items():
                if hits * 100 >= ALIKE_PERCENT * len(self._lines[number]):
                    self._keeps(number, marks(diary, residents.accounts.get(resident_id)))

    def _keeps(self, number: int, own: Collection[Mark]) -> None:
        first, *others = own
        for other in (first, *others):
            join(self._sources[number], first, other)

    def is_evidence(self, doubt: Doubt) -> bool:
        """Whether that a crowd keeps a diary says something about it; asked once everybody was seen. Of one without a
        line that is the same in half of its households, nobody can say who else keeps it."""
        if not self._lines[doubt.number]:
            return False
        is_habit = len(joined(self._sources[doubt.number])) > SOURCES
        return not is_habit and (doubt.kinds >= THINGS or self._is_own(doubt.number, doubt.accounts))

    def _is_own(self, number: int, accounts: int) -> bool:
        own = [line for line in self._lines[number] if self._wrote[line] < 2 * accounts]
        return len(own) * 100 >= ALIKE_PERCENT * max(1, len(self._lines[number]))
