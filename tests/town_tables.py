"""The tables of an invented town's months as releases have them: by district, group of actions, action and evidence."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from random import Random
from typing import NamedTuple

from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.tables import TOTAL, with_totals

EVIDENCE = {"told": 0.9, "paper": 0.03, "organizer": 0.05, "measured": 0.02}
GROUPS = [f"group {number}" for number in range(7)]
_ACTIONS = 27


class Habit(NamedTuple):
    """An action: its group, how probable it is that one does it in a month, and what it typically saves, in grams."""

    group: str
    share: float
    grams: float


class Tables(NamedTuple):
    """All cells of a month, and the sums between them."""

    cells: dict[Name, Cell]
    sums: list[Sum]


def months(random: Random, number: int = 13, typical_size: int = 300) -> Iterator[Tables]:
    """Districts and habits are of very different sizes; a few people do far more than others."""
    districts = {f"district {one}": 5 + int(typical_size * random.lognormvariate(0, 1)) for one in range(9)}
    habits = {
        f"action {one}": Habit(GROUPS[one % len(GROUPS)], random.random() ** 3 * 0.4, random.lognormvariate(5, 2))
        for one in range(_ACTIONS)
    }
    for month in range(number):
        yield _tables(f"month {month}", districts, habits, _grams(random, districts, habits))


_Grams = Mapping[Name, Mapping[int, int]]
"""What each person has saved, by levels."""


def _grams(random: Random, districts: Mapping[str, int], habits: Mapping[str, Habit]) -> _Grams:
    found: defaultdict[Name, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    people = (district for district, size in districts.items() for _ in range(size))
    for person, district in enumerate(people):
        for action, habit in habits.items():
            if random.random() < habit.share:
                evidence = random.choices([*EVIDENCE], [*EVIDENCE.values()])[0]
                grams = 1 + int(habit.grams * random.lognormvariate(0, 1.5))
                for levels in _levels(district, action, habit.group, evidence):
                    found[levels][person] += grams
    return found


def _levels(district: str, action: str, group: str, evidence: str) -> Iterator[Name]:
    for place in (district, TOTAL):
        yield (place, TOTAL, TOTAL, TOTAL)
        yield (place, group, TOTAL, TOTAL)
        yield (place, TOTAL, TOTAL, evidence)
    yield (TOTAL, group, TOTAL, evidence)
    yield (TOTAL, group, action, TOTAL)


def _tables(month: str, districts: Mapping[str, int], habits: Mapping[str, Habit], grams: _Grams) -> Tables:
    places, groups, evidence = (*districts, TOTAL), (*GROUPS, TOTAL), (*EVIDENCE, TOTAL)
    cells, sums = dict[Name, Cell](), dict[Sum, None]()
    for levels in (
        [(place, group, TOTAL, TOTAL) for place in places for group in groups],
        [(place, TOTAL, TOTAL, tier) for place in places for tier in evidence],
        [(TOTAL, group, TOTAL, tier) for group in groups for tier in evidence],
    ):
        table = {one: _cell(grams.get(one, {})) for one in levels}
        cells |= table
        sums |= dict.fromkeys(with_totals(table)[1])
    for group in GROUPS:
        own = tuple((TOTAL, group, action, TOTAL) for action, habit in habits.items() if habit.group == group)
        cells |= {one: _cell(grams.get(one, {})) for one in own}
        sums[Sum((TOTAL, group, TOTAL, TOTAL), own)] = None
    return Tables({(month, *one): cell for one, cell in cells.items()}, [_of_month(month, each) for each in sums])


def _cell(grams: Mapping[int, int]) -> Cell:
    amount = sum(grams.values())
    return Cell(len(grams), amount, max(grams.values()) / amount if amount else 0.0)


def _of_month(month: str, each: Sum) -> Sum:
    return Sum((month, *each.total), tuple((month, *part) for part in each.parts), each.people_add_up)
