"""Formulas as data: read from a pack, computed with exact intervals, checked by units, shown with their numbers.

One tree serves all four, so what a page shows is what was computed. A formula knows names (letters, digits, points
and underscores), numbers, + - * / and brackets: `car.petrol.compact / occ.cn - bike.cn`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, Self, TypeVar

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][\w.]*)|([-+*/()]))")
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """Something with a value of its own: a factor."""

    id: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two formulas joined by one of + - * /."""

    sign: str
    left: "Expression"
    right: "Expression"


Expression = Number | Name | Operation


class Arithmetic(Protocol):
    """What can be computed with: intervals, units."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...


Value = TypeVar("Value", bound=Arithmetic)


def parse(text: str) -> Expression:
    """The tree of a formula. Raises ValueError saying what cannot be read."""
    tokens = _Tokens(text)
    expression = _sum(tokens)
    if tokens.next:
        raise ValueError(f"'{tokens.next}' was not expected here")
    return expression


def names(expression: Expression) -> tuple[str, ...]:
    """The names in a formula in the order of their first use."""
    return tuple(dict.fromkeys(_names(expression)))


def numbers(expression: Expression) -> tuple[Fraction, ...]:
    """The plain numbers in a formula, from left to right."""
    if isinstance(expression, Number):
        return (expression.value,)
    if isinstance(expression, Operation):
        return (*numbers(expression.left), *numbers(expression.right))
    return ()


def evaluate(expression: Expression, value_of: Callable[[str], Value], number: Callable[[Fraction], Value]) -> Value:
    """The value of a formula, given what a name and a plain number stand for."""
    if isinstance(expression, Number):
        return number(expression.value)
    if isinstance(expression, Name):
        return value_of(expression.id)
    left = evaluate(expression.left, value_of, number)
    right = evaluate(expression.right, value_of, number)
    if expression.sign == "+":
        return left + right
    if expression.sign == "-":
        return left - right
    return left * right if expression.sign == "*" else left / right


def render(expression: Expression, show: Callable[[str], str]) -> str:
    """The formula for people, each name replaced by what `show` makes of it: `0.1674 kg/km ÷ 1.5 − 0.0072 kg/km`."""
    if isinstance(expression, Number):
        return plain(expression.value)
    if isinstance(expression, Name):
        return show(expression.id)
    left = _bracketed(expression.left, show, expression.sign, is_right=False)
    right = _bracketed(expression.right, show, expression.sign, is_right=True)
    return f"{left} {_SIGNS[expression.sign]} {right}"


def plain(value: Fraction) -> str:
    """An exact decimal without needless zeros; a fraction without an end is cut after nine places."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal('1e-9')).normalize():f}"


def is_sum(expression: Expression) -> bool:
    """Whether the formula needs brackets before it can be multiplied."""
    return isinstance(expression, Operation) and _STRENGTH[expression.sign] == 1


def _bracketed(expression: Expression, show: Callable[[str], str], outer: str, is_right: bool) -> str:
    text = render(expression, show)
    if not isinstance(expression, Operation):
        return text
    weaker = _STRENGTH[expression.sign] < _STRENGTH[outer]
    regroups = is_right and outer in "-/" and _STRENGTH[expression.sign] == _STRENGTH[outer]
    return f"({text})" if weaker or regroups else text


def _names(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Name):
        yield expression.id
    elif isinstance(expression, Operation):
        yield from _names(expression.left)
        yield from _names(expression.right)


class _Tokens:
    """The words of a formula; `next` is "" at the end."""

    def __init__(self, text: str) -> None:
        self._found = []
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"'{text[at:].strip()}' cannot be read")
            self._found.append(match[match.lastindex or 0])
            at = match.end()
        self._found.reverse()

    @property
    def next(self) -> str:
        return self._found[-1] if self._found else ""

    def take(self) -> str:
        return self._found.pop() if self._found else ""


def _sum(tokens: _Tokens) -> Expression:
    expression = _product(tokens)
    while tokens.next in ("+", "-"):
        expression = Operation(tokens.take(), expression, _product(tokens))
    return expression


def _product(tokens: _Tokens) -> Expression:
    expression = _single(tokens)
    while tokens.next in ("*", "/"):
        expression = Operation(tokens.take(), expression, _single(tokens))
    return expression


def _single(tokens: _Tokens) -> Expression:
    word = tokens.take()
    if word == "-":
        return Operation("*", Number(Fraction(-1)), _single(tokens))
    if word == "(":
        expression = _sum(tokens)
        if tokens.take() != ")":
            raise ValueError("a closing bracket is missing")
        return expression
    if word[:1].isdigit():
        return Number(Fraction(word))
    if word[:1].isalpha():
        return Name(word)
    raise ValueError(f"'{word}' was not expected here" if word else "it ends too early")
