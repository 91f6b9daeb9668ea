"""What follows from sums that are known, exactly: a basis of them, by Gaussian elimination in whole numbers. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from math import gcd, inf
from typing import Generic, TypeVar

Vector = dict[int, int]
"""A sum of unknown amounts: how often each is in it, by its number; what is not in it is left out."""
Direction = tuple[tuple[int, int], ...]
Secret = TypeVar("Secret", bound=Hashable)


class Knowledge(Generic[Secret]):
    """Sums whose values are known, and secret ones of which none should follow from them.

    Each known sum is kept as a row with a pivot, an amount that is in no other row (reduced echelon form). Rows and
    secrets are found by the amounts in them, so that a step costs what it changes.
    """

    def __init__(self, secrets: Mapping[Secret, Vector], known: "Knowledge[Secret] | None" = None) -> None:
        """Begins with what another knows, if any."""
        rows = known.rows() if known else {}
        self._rows: dict[int, Vector] = {pivot: dict(row) for pivot, row in rows.items()}
        self._rows_with: defaultdict[int, set[int]] = defaultdict(set)
        for pivot, row in self._rows.items():
            for amount in row:
                self._rows_with[amount].add(pivot)
        for pivot in self._rows:
            del self._rows_with[pivot]
        self._secrets = {name: self.rest(vector) for name, vector in secrets.items()}
        self._secrets_with: defaultdict[int, set[Secret]] = defaultdict(set)
        self._directions: defaultdict[Direction, set[Secret]] = defaultdict(set)
        for name, vector in self._secrets.items():
            self._directions[_direction(vector)].add(name)
            for amount in vector:
                self._secrets_with[amount].add(name)

    def rest(self, vector: Vector) -> Vector:
        """What of a sum does not follow from what is known; nothing, where all of it does."""
        left = dict(vector)
        for amount in vector:
            if amount in self._rows:
                _eliminate(left, self._rows[amount], amount)
        return left

    def revealed_by(self, rest: Vector) -> set[Secret]:
        """The secrets that would be known if this rest were: those that are a multiple of it."""
        return self._directions.get(_direction(rest), set()) if rest else set()

    def known(self) -> set[Secret]:
        """The secrets that are no more."""
        return set(self._directions.get((), ()))

    def learn(self, rest: Vector, below: float = inf) -> None:
        """Adds what `rest` gave for a sum, if it is anything; its pivot is one of the amounts with numbers below."""
        if not rest:
            return
        amounts = [amount for amount in rest if amount < below]
        pivot = min(
            amounts, key=lambda amount: (len(self._rows_with[amount]) + len(self._secrets_with[amount]), amount)
        )
        self._rows[pivot] = rest
        for other in list(self._rows_with.pop(pivot, ())):
            self._reduce_row(other, rest, pivot)
        for amount in rest:
            if amount != pivot:
                self._rows_with[amount].add(pivot)
        for name in list(self._secrets_with.pop(pivot, ())):
            self._reduce_secret(name, rest, pivot)

    def _reduce_row(self, row: int, learnt: Vector, pivot: int) -> None:
        vector = self._rows[row]
        for amount in _eliminate(vector, learnt, pivot):
            if amount in vector:
                self._rows_with[amount].add(row)
            else:
                self._rows_with[amount].discard(row)

    def _reduce_secret(self, name: Secret, learnt: Vector, pivot: int) -> None:
        vector = self._secrets[name]
        self._directions[_direction(vector)].discard(name)
        for amount in _eliminate(vector, learnt, pivot):
            if amount in vector:
                self._secrets_with[amount].add(name)
            else:
                self._secrets_with[amount].discard(name)
        self._directions[_direction(vector)].add(name)

    def rows(self) -> Mapping[int, Vector]:
        """Every known sum by its pivot, in which no other's pivot is."""
        return self._rows


def _eliminate(vector: Vector, row: Vector, pivot: int) -> Iterable[int]:
    """Takes the row off the vector as often as makes the pivot vanish; tells which amounts that touched."""
    times, of = vector[pivot], row[pivot]
    shared = gcd(times, of)
    times, of = (times // shared, of // shared) if of > 0 else (-times // shared, -of // shared)
    if of != 1:
        for amount in vector:
            vector[amount] *= of
    for amount, often in row.items():
        left = vector.get(amount, 0) - times * often
        if left:
            vector[amount] = left
        else:
            vector.pop(amount, None)
    return row


def _direction(vector: Vector) -> Direction:
    """The same for all multiples of a vector."""
    items = sorted(vector.items())
    if not items:
        return ()
    shared = gcd(*vector.values()) * (1 if items[0][1] > 0 else -1)
    return tuple((amount, often // shared) for amount, often in items)
