"""Which cells of tables may be shown, given everything that was ever shown. Pure.

A cell over a few people, or one in which one person has more than half, is a secret. Cells are sums of one another: of
districts, of kinds of action, of months. Whoever knows a total and all of its parts but one knows that one. All sums of
all tables ever shown are one system, and a further cell is shown only if no secret follows from it and the rest: O.
Langsrud, "Secondary cell suppression by Gaussian elimination", Privacy in Statistical Databases (2024). The same cells
are hidden for people, records, kilograms and rates, as kilograms add up wherever any of these do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from civic.disclosure.bounds import Interval, Reach
from civic.disclosure.knowledge import Knowledge, Vector
from civic.disclosure.live import MINIMUM

_LEAST = 1.0
"""How far from nothing a secret of nothing must seem: one unit of the amounts."""
_ROUNDING = 1e-9
_FEW = 6
"""So many cells at most are hidden in the place of a larger one."""

Name = tuple[str, ...]
"""What a cell is called over all tables and months, like ("2026-09", "river", "ride"); the same cell has one name
wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of a cell here: how many `people` have something in it, the `amount` (kilograms, or whatever adds
    up), and which share of it the one has who has the most, from 0 to 1."""

    people: int
    amount: float
    largest_share: float = 0.0

    def is_secret(self, minimum: int) -> bool:
        """Whether it may never be shown; nobody counts like one to nine."""
        return self.people < minimum or self.largest_share > 0.5


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others. `people_add_up` says whether nobody is in two of the parts, as nobody is in two
    districts; who does one kind of action may do another."""

    total: Name
    parts: tuple[Name, ...]
    people_add_up: bool = False


class Why(StrEnum):
    """Why a cell is not shown. For us; whoever is shown the table sees one sign for all."""

    FEW = "few"
    ONE_PERSON = "one_person"
    PROTECTS_OTHERS = "protects_others"


@dataclass(frozen=True, slots=True)
class Decision:
    """Which cells may be shown, and which not and why.

    `already_known` are secrets that follow from what was shown before; `narrow` those that a reader can place within an
    interval narrower than their amount, because nothing that could still be hidden would widen it.
    """

    shown: frozenset[Name]
    hidden: Mapping[Name, Why]
    already_known: frozenset[Name]
    narrow: Mapping[Name, Interval]


def decide(
    cells: Mapping[Name, Cell],
    sums: Sequence[Sum],
    shown_before: Collection[Name] = (),
    candidates: Iterable[Name] | None = None,
    minimum: int = MINIMUM,
) -> Decision:
    """Decides about cells, the ones with the most parts first, of equal ones those with the most people. Then looks at
    the bounds of each secret, and hides what holds it closely: the least cell that does so alone, or a few with fewer
    parts together.

    Only what hangs together by sums with the cells in question is looked at.

    Args:
        cells: all of all tables ever made, shown or not.
        sums: all between them.
        shown_before: what cannot be taken back.
        candidates: what is decided about; None for all that was not shown before.
        minimum: how many people a shown cell needs.

    Raises:
        ValueError: a sum of cells that are not there, or cells that are parts of themselves.
    """
    _check(cells, sums)
    wanted = frozenset(set(cells) - set(shown_before) if candidates is None else candidates)
    cells, sums = _near(cells, sums, wanted)
    tables = _Tables(cells, sums, frozenset(cells.keys() & shown_before), minimum)
    shown, knowledge = tables.show(wanted, ())
    already = tables.known_before()
    narrow = tables.narrow(tables.secrets - already, knowledge)
    beyond_help = tables.narrow_before(narrow)
    held, kept = [name for name in narrow if name not in beyond_help], set[Name]()
    while held and shown:
        more = tables.holders(held, shown) - kept
        kept |= more or {shown[-1]}  # where steps ran out here and not there, less is shown until they do not
        shown, knowledge = tables.show(shown, kept)
        held = [*tables.narrow(held, knowledge)]
    hidden = {name: tables.why(name) for name in wanted.difference(shown)}
    return Decision(frozenset(shown), hidden, already, beyond_help)


class _Tables:
    """All cells and sums, and what was shown of them before."""

    def __init__(
        self, cells: Mapping[Name, Cell], sums: Sequence[Sum], shown_before: frozenset[Name], minimum: int
    ) -> None:
        self._cells, self._sums, self._before, self._minimum = cells, sums, shown_before, minimum
        self._vectors, equations = _vectors(cells, sums)
        self.secrets = frozenset(name for name, cell in cells.items() if cell.is_secret(minimum))
        self._unions = dict(_unions(cells, sums, self.secrets, self._vectors, minimum))
        totals = {each.total for each in sums}
        self._amounts = [cell.amount for name, cell in cells.items() if name not in totals]
        self._base: Knowledge[Name] = Knowledge({})
        before = (
            self._vectors[name] for name in sorted(shown_before)
        )  # in order, so that the same comes out each time
        for vector in (*equations, *sorted(before, key=len)):
            self._base.learn(self._base.rest(vector))

    def show(self, wanted: Iterable[Name], kept: Collection[Name]) -> tuple[list[Name], Knowledge[Name]]:
        """Which of those may be shown so that no secret follows, nor what is kept beside them, in the order in which it
        was decided; and what is known then."""
        vectors, safe = self._vectors, self.secrets.union(kept)
        knowledge = Knowledge({**self._unions, **{name: vectors[name] for name in safe}}, self._base)
        order = sorted(set(wanted) - safe, key=lambda name: (-len(vectors[name]), -self._cells[name].people, name))
        return [name for name in order if _show(vectors[name], knowledge)], knowledge

    def narrow(self, names: Iterable[Name], knowledge: Knowledge[Name]) -> dict[Name, Interval]:
        """The secrets among these that can be placed too closely."""
        reach = Reach(knowledge.rows(), self._amounts)
        intervals = {name: self._interval(name, reach) for name in sorted(names)}
        return {name: interval for name, interval in intervals.items() if self._is_narrow(name, interval)}

    def known_before(self) -> frozenset[Name]:
        """The secrets that follow from what was shown before."""
        return frozenset(name for name in self.secrets if not self._base.rest(self._vectors[name]))

    def narrow_before(self, names: Iterable[Name]) -> dict[Name, Interval]:
        """Those that can be placed too closely by what was shown before."""
        return self.narrow(names, self._base)

    def holders(self, narrow: Iterable[Name], shown: Sequence[Name]) -> set[Name]:
        """The shown cells to hide for these secrets, one secret after the other."""
        reach, first = self._held(shown)
        found = set[int]()
        for secret in sorted(narrow):
            while self._is_narrow(secret, self._interval(secret, reach)):
                number = self._holder(secret, reach)
                if number is None:  # rounding hides it, or steps ran out
                    number = max(set(range(first, first + len(shown))) - found, default=None)
                if number is None:
                    break
                several = self._instead(secret, reach, shown, first, number)
                for one in several or [number]:
                    reach.let_go(one)
                    found.add(one)
        return {shown[number - first] for number in found}

    def _holder(self, secret: Name, reach: Reach) -> int | None:
        """Of the shown cells that hold a secret, the last of those without which it would not be narrow; where it takes
        several, the one without which it would be the widest."""
        widths = dict[int, float]()
        for number, interval in reach.widened(self._vectors[secret], self._least(secret)):
            if not self._is_narrow(secret, interval):
                return number
            widths[number] = interval.high - interval.low
        return max(widths, key=lambda number: (widths[number], number), default=None)

    def _instead(self, secret: Name, reach: Reach, shown: Sequence[Name], first: int, one: int) -> list[int]:
        """Cells shown after this one that can be hidden in its place and have fewer parts together; none, where none
        can."""
        tried, found, left = reach.copy(), list[int](), len(self._vectors[shown[one - first]])
        while self._is_narrow(secret, self._interval(secret, tried)):
            still = sorted(number for number in tried.still if number > one)
            if not still or len(found) == _FEW:
                return []
            number = still[self._first_that_holds(secret, tried, still)]
            left -= len(self._vectors[shown[number - first]])
            if left <= 0:
                return []
            tried.let_go(number)
            found.append(number)
        return found

    def _first_that_holds(self, secret: Name, reach: Reach, still: Sequence[int]) -> int:
        """The first of these up to which a secret is narrow, by halving: what holds it goes on to."""
        least, most = 0, len(still) - 1
        while least < most:
            middle = (least + most) // 2
            tried = reach.copy()
            for number in still[middle + 1 :]:
                tried.let_go(number)
            if self._is_narrow(secret, self._interval(secret, tried)):
                most = middle
            else:
                least = middle + 1
        return most

    def _held(self, shown: Sequence[Name]) -> tuple[Reach, int]:
        """Amounts as they hang together, each shown cell with an amount of its own by which its sum might be off; and
        the number of the first of these."""
        first = len(self._amounts)
        knowledge: Knowledge[Name] = Knowledge({}, self._base)
        for number, name in enumerate(shown, start=first):
            rest = knowledge.rest(self._vectors[name])
            if any(amount < first for amount in rest):
                knowledge.learn({**rest, number: 1}, below=first)
        return Reach(knowledge.rows(), self._amounts, range(first, first + len(shown))), first

    def _least(self, name: Name) -> float:
        return max(self._cells[name].amount, _LEAST)

    def _interval(self, name: Name, reach: Reach) -> Interval:
        return reach.interval(self._vectors[name], self._least(name))

    def _is_narrow(self, name: Name, interval: Interval) -> bool:
        (low, high), amount = interval, self._cells[name].amount
        return high - low < max(amount, _LEAST) * (1 - _ROUNDING) or high <= amount * (1 + _ROUNDING)

    def why(self, name: Name) -> Why:
        cell = self._cells[name]
        if cell.people < self._minimum:
            return Why.FEW
        return Why.ONE_PERSON if name in self.secrets else Why.PROTECTS_OTHERS


def _names(each: Sum) -> tuple[Name, ...]:
    return (*each.parts, each.total)


def _show(vector: Vector, knowledge: Knowledge[Name]) -> bool:
    """Shows a cell if no secret follows from it, and tells whether it did."""
    rest = knowledge.rest(vector)
    if knowledge.revealed_by(rest):
        return False
    knowledge.learn(rest)
    return True


def _unions(
    cells: Mapping[Name, Cell],
    sums: Sequence[Sum],
    secrets: Collection[Name],
    vectors: Mapping[Name, Vector],
    minimum: int,
) -> Iterator[tuple[Name, Vector]]:
    """All secret parts of a sum together, where they are of few people still: what is left of a total says as much."""
    for number, each in enumerate(sums):
        parts = [part for part in each.parts if part in secrets]
        people = [cells[part].people for part in parts]
        if len(parts) > 1 and (sum(people) if each.people_add_up else max(people)) < minimum:
            yield ("secret parts of sum", str(number)), _added(vectors[part] for part in parts)


def _vectors(cells: Mapping[Name, Cell], sums: Sequence[Sum]) -> tuple[dict[Name, Vector], list[Vector]]:
    """Each cell by the ones that are no sum; and what a total that is summed up in several ways says of them."""
    defined = {each.total: each.parts for each in reversed(sums)}
    leaves = {name: number for number, name in enumerate(name for name in cells if name not in defined)}
    vectors: dict[Name, Vector] = {name: {number: 1} for name, number in leaves.items()}
    for name in _from_the_leaves_up(defined):
        vectors[name] = _added(vectors[part] for part in defined[name])
    others = [each for each in sums if each.parts is not defined[each.total]]
    return vectors, [_less(_added(vectors[part] for part in each.parts), vectors[each.total]) for each in others]


def _from_the_leaves_up(defined: Mapping[Name, Sequence[Name]]) -> Iterator[Name]:
    try:
        yield from (name for name in TopologicalSorter(defined).static_order() if name in defined)
    except CycleError as error:
        raise ValueError(f"cells that are parts of themselves: {error.args[1]}") from error


def _added(vectors: Iterable[Vector]) -> Vector:
    found: defaultdict[int, int] = defaultdict(int)
    for vector in vectors:
        for amount, often in vector.items():
            found[amount] += often
    return dict(found)


def _less(one: Vector, other: Vector) -> Vector:
    found = {amount: one.get(amount, 0) - other.get(amount, 0) for amount in {**one, **other}}
    return {amount: often for amount, often in found.items() if often}


def _near(
    cells: Mapping[Name, Cell], sums: Sequence[Sum], wanted: Iterable[Name]
) -> tuple[Mapping[Name, Cell], Sequence[Sum]]:
    """What hangs together with cells by sums, over however many; of anything else nothing follows about them."""
    sums_with: defaultdict[Name, list[Sum]] = defaultdict(list)
    for each in sums:
        for name in _names(each):
            sums_with[name].append(each)
    near, further = set(wanted), list(wanted)
    while further:
        for each in sums_with[further.pop()]:
            fresh = set(_names(each)) - near
            near |= fresh
            further += fresh
    return {name: cell for name, cell in cells.items() if name in near}, [each for each in sums if each.total in near]


def _check(cells: Mapping[Name, Cell], sums: Sequence[Sum]) -> None:
    for each in sums:
        strange = [name for name in _names(each) if name not in cells]
        if strange or not each.parts:
            raise ValueError(f"the sum {each.total} is of cells that are not there: {strange}")
