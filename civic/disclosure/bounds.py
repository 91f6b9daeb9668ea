"""Between which amounts a reader can place a hidden cell, as no amount is below nothing. Pure.

The amounts themselves fit all that is known. From there they are moved about within what is possible, as the simplex
method does (G. B. Dantzig 1951), until the cell has moved far enough to be safe, or cannot move on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from math import inf
from typing import NamedTuple

from civic.disclosure.knowledge import Vector

_STEPS = 60
"""How often amounts are moved for one end of an interval; what was not reached by then counts as out of reach."""
_NOTHING = 1e-9


class Interval(NamedTuple):
    """From `low` to `high`, in the unit of the amounts."""

    low: float
    high: float


class Reach:
    """Amounts that fit all known sums, none below nothing.

    Each known sum says what one of its amounts is by the others, which may move freely, but for those that are `still`:
    they stand for what a sum may be off, should it be taken back, and are nothing until then; afterwards they may be
    below nothing, too.
    """

    def __init__(self, rows: Mapping[int, Vector], amounts: Sequence[float], still: Collection[int] = ()) -> None:
        """The true amounts, and the rows of `Knowledge`."""
        self._amounts = [*map(float, amounts), *(0.0 for _ in still)]
        self._bounded = len(amounts)
        self.still = frozenset(still)
        self._known = frozenset(pivot for pivot, row in rows.items() if len(row) == 1)
        """What is known by itself and never moves."""
        self._rows: dict[int, dict[int, float]] = {}
        self._rows_with: defaultdict[int, set[int]] = defaultdict(set)
        self._own_rows: set[int] = set()
        self._own_indexes: set[int] = set()
        for pivot, row in rows.items():
            if len(row) > 1:
                self._put(pivot, {amount: often / row[pivot] for amount, often in row.items() if amount != pivot})

    def interval(self, vector: Vector, least: float) -> Interval:
        """Where a sum of amounts can lie, as far as it takes to be `least` wide with the true one at its lower end or
        inside."""
        true, (down, up) = self._value(vector), self._first_steps(vector)
        if up > _NOTHING and down + up >= least:
            return Interval(true - down, true + up)
        moved = self.copy()
        high = moved._move(vector, 1, true + least)
        if high >= true + least:
            return Interval(true, high)
        return Interval(moved._move(vector, -1, high - least), high)

    def widened(self, vector: Vector, least: float) -> Iterator[tuple[int, Interval]]:
        """Where the sum could lie if one of the amounts that are still might move, for each of those that hold it, the
        last first."""
        ends = [(self.copy(), 1), (self.copy(), -1)]
        for reach, sign in ends:
            reach._move(vector, sign, self._value(vector) + sign * least)
        holding = {amount for reach, _ in ends for amount in reach._slopes(vector) if amount in self.still}
        for amount in sorted(holding, reverse=True):
            yield amount, self._without(amount, vector, least, ends)

    def _without(self, amount: int, vector: Vector, least: float, ends: "Sequence[tuple[Reach, int]]") -> Interval:
        true, found = self._value(vector), list[float]()
        for reach, sign in ends:
            moved = reach.copy()
            moved.let_go(amount)
            found.append(moved._move(vector, sign, true + sign * least))
        return Interval(found[1], found[0])

    def let_go(self, amount: int) -> None:
        """Lets an amount move that was still."""
        self.still -= {amount}

    def copy(self) -> "Reach":
        """Rows and indexes are shared until they change."""
        found = copy(self)
        found._amounts, found._rows = list(self._amounts), dict(self._rows)
        found._rows_with = defaultdict(set, self._rows_with)
        found._own_rows, found._own_indexes = set(), set()
        return found

    def _row(self, pivot: int) -> dict[int, float]:
        """A row to be changed."""
        if pivot not in self._own_rows:
            self._own_rows.add(pivot)
            self._rows[pivot] = dict(self._rows[pivot])
        return self._rows[pivot]

    def _index(self, amount: int) -> set[int]:
        """Which rows have the amount, to be changed."""
        if amount not in self._own_indexes:
            self._own_indexes.add(amount)
            self._rows_with[amount] = set(self._rows_with[amount])
        return self._rows_with[amount]

    def _first_steps(self, vector: Vector) -> tuple[float, float]:
        """How far down and up the sum moves with a single free amount each."""
        slopes = self._slopes(vector)
        down, up = (max(self._steps(slopes, sign), default=0.0) for sign in (-1, 1))
        return down, up

    def _steps(self, slopes: Mapping[int, float], sign: int) -> Iterator[float]:
        return (abs(slopes[amount]) * self._room(amount, way)[0] for amount, way in self._ways(slopes, sign))

    def _value(self, vector: Vector) -> float:
        return sum(often * self._amounts[amount] for amount, often in vector.items())

    def _move(self, vector: Vector, sign: int, enough: float) -> float:
        """Raises (or lowers) a sum until it is enough."""
        slopes = self._slopes(vector)
        for _ in range(_STEPS):
            value = self._value(vector)
            if sign * (value - enough) >= 0:
                break
            free = self._best(slopes, sign)
            if free is None:
                break
            amount, way = free
            step, stop = self._room(amount, way)
            if step == inf:
                return sign * inf
            self._shift(amount, way * step)
            if stop is not None and stop != amount:
                self._swap(amount, stop)
                _insert(slopes, amount, self._rows[amount])
        return self._value(vector)

    def _slopes(self, vector: Vector) -> dict[int, float]:
        """The sum by the amounts that may move freely."""
        slopes = {amount: float(often) for amount, often in vector.items() if amount not in self._known}
        for amount in vector:
            if amount in self._rows:
                _insert(slopes, amount, self._rows[amount])
        return slopes

    def _best(self, slopes: Mapping[int, float], sign: int) -> tuple[int, int] | None:
        """Which free amount to move, and up or down: the one that leads furthest; the first, if none leads anywhere."""
        ways = self._ways(slopes, sign)
        return max(ways, key=lambda one: (abs(slopes[one[0]]) * self._room(*one)[0], -one[0]), default=None)

    def _ways(self, slopes: Mapping[int, float], sign: int) -> Iterator[tuple[int, int]]:
        for amount, slope in slopes.items():
            if amount in self.still:
                continue
            if sign * slope > _NOTHING:
                yield amount, 1
            elif sign * slope < -_NOTHING and (amount >= self._bounded or self._amounts[amount] > _NOTHING):
                yield amount, -1

    def _room(self, amount: int, way: int) -> tuple[float, int | None]:
        """How far a free amount may move until one is nothing, and which."""
        step, stop = (inf, None) if way > 0 or amount >= self._bounded else (self._amounts[amount], amount)
        for pivot in self._rows_with[amount]:
            falls = way * self._rows[pivot][amount]
            if falls > _NOTHING and pivot < self._bounded and self._amounts[pivot] / falls < step:
                step, stop = self._amounts[pivot] / falls, pivot
        return max(0.0, step), stop

    def _shift(self, amount: int, by: float) -> None:
        self._put_to(amount, self._amounts[amount] + by)
        for pivot in self._rows_with[amount]:
            self._put_to(pivot, self._amounts[pivot] - by * self._rows[pivot][amount])

    def _put_to(self, amount: int, value: float) -> None:
        self._amounts[amount] = value if value > 0 or amount >= self._bounded else 0.0

    def _swap(self, free: int, pivot: int) -> None:
        """Lets the pivot be free in the place of the other."""
        row = self._row(pivot)
        del self._rows[pivot]
        for amount in row:
            self._index(amount).discard(pivot)
        often = row.pop(free)
        new = {pivot: 1 / often, **{amount: other / often for amount, other in row.items()}}
        for other in self._rows_with.pop(free, ()):
            self._replace(other, free, new)
        self._put(free, new)

    def _replace(self, pivot: int, free: int, new: Mapping[int, float]) -> None:
        """Puts what a row says of an amount into another, and keeps the index."""
        row = self._row(pivot)
        slope = row.pop(free)
        for amount, often in new.items():
            before = row.get(amount, 0.0)
            left = before - slope * often
            if left > _NOTHING or left < -_NOTHING:
                row[amount] = left
                if not before:
                    self._index(amount).add(pivot)
            elif before:
                del row[amount]
                self._index(amount).discard(pivot)

    def _put(self, pivot: int, row: dict[int, float]) -> None:
        self._rows[pivot] = row
        self._own_rows.add(pivot)
        for amount in row:
            self._index(amount).add(pivot)


def _insert(slopes: dict[int, float], amount: int, row: Mapping[int, float]) -> None:
    """Puts what a row says of an amount in its place: it is a constant less the others."""
    slope = slopes.pop(amount, 0.0)
    for other, often in row.items():
        left = slopes.get(other, 0.0) - slope * often
        if abs(left) > _NOTHING:
            slopes[other] = left
        else:
            slopes.pop(other, None)
