"""Exact numbers with their range."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """low <= mid <= high, exact.

    The four operations treat both sides as independent: bounds come from the corners, the middle from the middles.
    """

    low: Fraction
    mid: Fraction
    high: Fraction

    @classmethod
    def exactly(cls, value: Fraction | int) -> "Interval":
        """A number without a range."""
        number = Fraction(value)
        return cls(number, number, number)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.mid + other.mid, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.mid - other.mid, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        return self._corners(other, lambda a, b: a * b)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Raises ZeroDivisionError when `other` holds 0: nothing could be said about the result."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("an interval that holds 0")
        return self._corners(other, lambda a, b: a / b)

    def at_least_zero(self) -> "Interval":
        """The same with everything below 0 cut off."""
        zero = Fraction(0)
        return Interval(max(self.low, zero), max(self.mid, zero), max(self.high, zero))

    def _corners(self, other: "Interval", operate: Callable[[Fraction, Fraction], Fraction]) -> "Interval":
        corners = [operate(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), operate(self.mid, other.mid), max(corners))
