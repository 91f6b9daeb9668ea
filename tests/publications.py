"""Thirteen months of an invented town as they would be published, with the board and the page of a campaign as they
stood at each month's end, and a reader who computes what is hidden."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from random import Random

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from civic.disclosure.cells import Cell, Name, Sum
from civic.disclosure.tables import TOTAL

DISTRICTS = {"river": 300, "hill": 110, "bridge": 45, "island": 18}
"""How many residents each has."""
KINDS = {"ride": 0.5, "bag": 0.25, "meal": 0.05}
"""How probable it is that one does it in a month."""
Entry = tuple[str, str, int, int]
"""District, kind, resident, grams."""
Decides = Callable[[Mapping[Name, Cell], Sequence[Sum], Collection[Name], Collection[Name]], Collection[Name]]


def month(random: Random) -> list[Entry]:
    """What everybody did in a month: a few did far more than others."""
    people = ((district, f"{district}{number}") for district, size in DISTRICTS.items() for number in range(size))
    return [
        (district, kind, resident, 1 + int(1000 * random.lognormvariate(0, 1)))
        for resident, (district, _) in enumerate(people)
        for kind, share in KINDS.items()
        if random.random() < share * random.uniform(0.3, 1)
    ]


def tabulate(period: str, entries: Sequence[Entry]) -> tuple[dict[Name, Cell], list[Sum]]:
    """A table by district and kind with all totals; a person counts once in each cell."""
    grams: defaultdict[Name, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for district in (*DISTRICTS, TOTAL):
        for kind in (*KINDS, TOTAL):
            grams[period, district, kind] = defaultdict(int)
    for district, kind, resident, amount in entries:
        for place in (district, TOTAL):
            for what in (kind, TOTAL):
                grams[period, place, what][resident] += amount
    return {name: _cell(each) for name, each in grams.items()}, list(_sums(period))


def _cell(grams: Mapping[int, int]) -> Cell:
    amount = sum(grams.values())
    return Cell(len(grams), amount, max(grams.values()) / amount if amount else 0.0)


def _sums(period: str) -> Iterator[Sum]:
    for kind in (*KINDS, TOTAL):
        yield Sum((period, TOTAL, kind), tuple((period, district, kind) for district in DISTRICTS), True)
    for district in (*DISTRICTS, TOTAL):
        yield Sum((period, district, TOTAL), tuple((period, district, kind) for kind in KINDS))


def over_time(whole: str, parts: Sequence[str]) -> Iterator[Sum]:
    """That each cell of a period is the sum of those of others."""
    for place in (*DISTRICTS, TOTAL):
        for kind in (*KINDS, TOTAL):
            yield Sum((whole, place, kind), tuple((part, place, kind) for part in parts))


class Press:
    """Publishes tables one after the other, and knows all that it ever made."""

    def __init__(self, decides: Decides) -> None:
        self._decides = decides
        self.cells: dict[Name, Cell] = {}
        self.sums: list[Sum] = []
        self.shown: set[Name] = set()

    def publish(self, period: str, entries: Sequence[Entry], *links: Sum, quietly: bool = False) -> None:
        """Makes the table of a period; `quietly`, one that stands in no release, but that others are sums of."""
        cells, sums = tabulate(period, entries)
        self.cells.update(cells)
        self.sums += [*sums, *links]
        if not quietly:
            self.shown |= set(self._decides(self.cells, self.sums, self.shown, list(cells)))

    def show(self, period: str, cells: Mapping[Name, Cell], *links: Sum) -> None:
        """Puts up live figures: those of enough people, whatever follows from them."""
        self.cells.update(cells)
        self.sums += links
        self.shown |= {name for name, cell in cells.items() if not cell.is_secret(10) and name[0] == period}


CAMPAIGN_KIND = "ride"


def stands_at_the_end(press: Press, number: int, months: Sequence[Sequence[Entry]], random: Random) -> None:
    """The season's board by district and the page of a campaign of riders, before a month's late entries have come.

    The release of the month follows: what stood there and what came late are its parts.
    """
    counted = [entry for entry in months[-1] if random.random() > 1 / 3]
    late = [entry for entry in months[-1] if entry not in set(counted)]
    before = [entry for entries in months[:-1] for entry in entries]
    cells: dict[Name, Cell] = {}
    sums: list[Sum] = []
    for what, entries in (("counted", counted), ("missed", late), ("board", [*before, *counted])):
        table, _ = tabulate(f"{what} {number}", entries)
        cells |= {name: cell for name, cell in table.items() if name[1] != TOTAL and name[2] == TOTAL}
    for place in DISTRICTS:
        earlier = [(f"season {number - 1}", place, TOTAL)] if number else []
        now = (f"counted {number}", place, TOTAL)
        sums.append(Sum((f"board {number}", place, TOTAL), (*earlier, now)))
        sums.append(Sum((f"month {number}", place, TOTAL), (now, (f"missed {number}", place, TOTAL))))
    press.show(f"board {number}", cells, *sums)
    _campaign(press, number, months)


def _campaign(press: Press, number: int, months: Sequence[Sequence[Entry]]) -> None:
    """Every third resident has joined; the page tells what they have ridden until now."""
    riders, others = ([one for one in months[-1] if one[1] == CAMPAIGN_KIND and (one[2] % 3 == 0) is joined]
                      for joined in (True, False))  # fmt: skip
    until_now = [one for entries in months for one in entries if one[1] == CAMPAIGN_KIND and one[2] % 3 == 0]
    names: dict[str, Name] = {what: (f"{what} {number}", TOTAL, CAMPAIGN_KIND) for what in ("riders", "others", "page")}
    cells = {
        names[what]: tabulate(names[what][0], entries)[0][names[what]]
        for what, entries in (("riders", riders), ("others", others), ("page", until_now))
    }
    earlier = [(f"page {number - 1}", TOTAL, CAMPAIGN_KIND)] if number else []
    press.show(
        names["page"][0],
        cells,
        Sum(names["page"], (*earlier, names["riders"])),
        Sum((f"month {number}", TOTAL, CAMPAIGN_KIND), (names["riders"], names["others"]), True),
    )


def thirteen_releases(decides: Decides, seed: int) -> Press:
    """Thirteen months with the season to date beside each, the board and a campaign's page as they stood at each
    month's end, and a revision of the fifth month, in which a few entries came late."""
    random, press, all_entries, months = Random(seed), Press(decides), list[Entry](), list[list[Entry]]()
    for number in range(13):
        entries = month(random)
        all_entries += entries
        months.append(entries)
        stands_at_the_end(press, number, months, random)
        press.publish(f"month {number}", entries)
        before = [f"season {number - 1}"] if number else []
        press.publish(f"season {number}", all_entries, *over_time(f"season {number}", [*before, f"month {number}"]))
        if number == 5:
            late = month(random)[::40]
            press.publish("late 5", late, quietly=True)
            press.publish("month 5 revised", [*entries, *late], *over_time("month 5 revised", ["month 5", "late 5"]))
    return press


class Reader:
    """Knows all that is shown, all sums, and that nothing is below 0; and has a solver of linear programs."""

    def __init__(self, press: Press, what: Callable[[Cell], float]) -> None:
        self._cells, self._what, self._shown = press.cells, what, press.shown
        self._numbers = {
            name: number for number, name in enumerate(name for name in press.cells if name not in press.shown)
        }
        self._equal: list[_Line] = []
        self._at_most: list[_Line] = []

    def places(self, secrets: Collection[Name]) -> dict[Name, tuple[float, float]]:
        """From where to where each may lie."""
        equal, at_most = self._side(self._equal), self._side(self._at_most)
        return {name: self._interval(self._numbers[name], equal, at_most) for name in secrets}

    def adds_up(self, each: Sum) -> None:
        """Learns that a total is the sum of its parts."""
        self._equal.append(self._line({**dict.fromkeys(each.parts, 1.0), each.total: -1.0}))

    def overlaps(self, each: Sum) -> None:
        """Learns that a total is at most the sum of its parts, and at least each of them."""
        self._at_most.append(self._line({**dict.fromkeys(each.parts, -1.0), each.total: 1.0}))
        self._at_most += [self._line({part: 1.0, each.total: -1.0}) for part in each.parts if part != each.total]

    def _line(self, row: Mapping[Name, float]) -> "_Line":
        value = -sum(often * self._what(self._cells[name]) for name, often in row.items() if name in self._shown)
        return {self._numbers[name]: often for name, often in row.items() if name in self._numbers}, value

    def _side(self, lines: "Sequence[_Line]") -> "_Side":
        kept = [line for line in lines if line[0]]
        if not kept:
            return None, None
        triples = [(often, row, column) for row, (each, _) in enumerate(kept) for column, often in each.items()]
        often, row, column = zip(*triples, strict=True)
        return csr_matrix((often, (row, column)), shape=(len(kept), len(self._numbers))), [value for _, value in kept]

    def _interval(self, number: int, equal: "_Side", at_most: "_Side") -> tuple[float, float]:
        aim = np.zeros(len(self._numbers))
        aim[number] = 1
        sides = {"A_eq": equal[0], "b_eq": equal[1], "A_ub": at_most[0], "b_ub": at_most[1], "method": "highs"}
        low, high = (linprog(way * aim, **sides) for way in (1, -1))
        assert low.status == 0 and high.status in (0, 3)
        return low.fun, -high.fun if high.status == 0 else float("inf")


_Line = tuple[Mapping[int, float], float]
_Side = tuple[csr_matrix | None, Sequence[float] | None]


def reads_amounts(press: Press) -> Reader:
    """One who looks at grams, which add up everywhere."""
    reader = Reader(press, lambda cell: cell.amount)
    for each in press.sums:
        reader.adds_up(each)
    return reader


def reads_people(press: Press) -> Reader:
    """One who looks at people, who add up over districts, and else may be in several parts."""
    reader = Reader(press, lambda cell: cell.people)
    for each in press.sums:
        reader.adds_up(each) if each.people_add_up else reader.overlaps(each)
    return reader


def secrets_of(press: Press) -> list[Name]:
    """The cells that may never be shown, of tables that are shown."""
    return [name for name, cell in press.cells.items() if cell.is_secret(10) and name[0].split()[0] in _TABLES]


_TABLES = ("month", "season", "board", "page")
