"""Who stands where on a board of people, pure: by the days on which they did something, never by kilograms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

RESIDENTS, HOUSEHOLDS = "residents", "households"
NEW = "new"
SIZES = ("2", "3", "4", "5")
"""People of a household; the last stands for more, too."""
_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A resident who wants to stand on a board."""

    id: int
    household_id: int
    district_id: str
    is_new: bool
    alone: bool
    with_household: bool


class Did(NamedTuple):
    """Days on which something was done, and what that saved, mg; the entries and the middle mass of those that count
    for the district in which somebody lives now: not all, for whoever has moved."""

    days: int
    low_mg: int
    mid_mg: int
    high_mg: int
    entries_here: int
    here_mg: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a resident or, for each of its `people`, a household did. `told` are the residents whom it tells about."""

    resident_id: int
    household_id: int
    compared_with: str
    told: frozenset[int]
    days: int
    low_mg: int
    mid_mg: int
    high_mg: int

    @property
    def people(self) -> int:
        return len(self.told)


def residents(people: Iterable[Person], did: Mapping[int, Did]) -> list[Line]:
    """A line for each who wants one and did something: newcomers among themselves, the others of a district."""
    wanted = (one for one in people if one.alone and one.id in did)
    return [_line(one, NEW if one.is_new else one.district_id, frozenset({one.id}), [did[one.id]]) for one in wanted]


def households(people: Iterable[Person], members: Mapping[int, int], did: Mapping[int, Did]) -> list[Line]:
    """A line for each household of two or more of which everybody wants it and somebody did something.

    None where all but one stand among the residents too: what they leave of the line would be that one's.

    Args:
        members: how many live in a household.
    """
    homes: dict[int, list[Person]] = {}
    for one in people:
        if one.with_household:
            homes.setdefault(one.household_id, []).append(one)
    whole = [home for number, home in homes.items() if 1 < len(home) == members.get(number, 0)]
    whole = [home for home in whole if sum(not one.alone for one in home) != 1]
    return [
        _line(home[0], str(min(len(home), int(SIZES[-1]))), frozenset(one.id for one in home), acts)
        for home in whole
        if (acts := [did[one.id] for one in home if one.id in did])
    ]


def _line(named: Person, compared_with: str, told: frozenset[int], acts: Sequence[Did]) -> Line:
    masses = (sum(one.low_mg for one in acts), sum(one.mid_mg for one in acts), sum(one.high_mg for one in acts))
    low, mid, high = (rounded(mass / len(told)) for mass in masses)
    days = round(sum(one.days for one in acts) / len(told))
    return Line(named.id, named.household_id, compared_with, told, days, low, mid, high)


def rounded(mass_mg: float) -> int:
    """Two significant figures: nobody can subtract people from the figures of their district."""
    return int(round(mass_mg, _FIGURES - 1 - floor(log10(abs(mass_mg))))) if mass_mg else 0


class Standing(NamedTuple):
    """A rank by days and a place on the board; the lower half stands after the upper one in no order."""

    rank: int
    position: int
    is_ahead: bool


def standings(days: Sequence[int]) -> list[Standing]:
    """Where each stands, in the order given."""
    descending = sorted(days, reverse=True)
    first = {figure: rank for rank, figure in reversed(list(enumerate(descending, 1)))}
    ranks = [first[figure] for figure in days]
    half = (len(days) + 1) // 2
    order = sorted(range(len(ranks)), key=lambda one: ranks[one] if ranks[one] <= half else len(ranks) + 1)
    position = {one: number for number, one in enumerate(order)}
    return [Standing(rank, position[one], rank <= half) for one, rank in enumerate(ranks)]
