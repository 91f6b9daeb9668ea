"""What a version of the city's standard must say, and how a composite is put together. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from civic.errors import Invalid, msgid

PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"
STATES: Mapping[str, str] = {
    PROPOSED: msgid("waiting for a second person"),
    APPROVED: msgid("approved"),
    REFUSED: msgid("not approved"),
}
CODE_MAX, NAME_MAX, WORDS_MAX, SOURCE_MAX, LINK_MAX, UNIT_MAX, TARGET_MAX = 40, 80, 2000, 300, 300, 40, 80
WHOLE = 1000
"""What the weights of a composite are together, in thousandths."""
FEWEST_PARTS, MOST_PARTS = 2, 40
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_PERIOD = re.compile(r"20\d\d(-(0[1-9]|1[0-2]))?")


def read_code(typed: str) -> str:
    """An indicator's code as the source has it.

    Raises:
        Invalid: nothing, or what no code is made of.
    """
    code = typed.strip()
    if not _CODE.fullmatch(code):
        raise Invalid("Please give the code in letters, digits, points and hyphens, like 3.2 or C-17.")
    return code


def read_period(typed: str) -> str:
    """A month or a year.

    Raises:
        Invalid: neither.
    """
    if not _PERIOD.fullmatch(typed.strip()):
        raise Invalid("Please write a month like 2026-10 or a year like 2026.")
    return typed.strip()


def check_source_day(on: date, today: date) -> None:
    """A document that is to be quoted has been written.

    Raises:
        Invalid: on `source_on`, a day to come.
    """
    if on > today:
        raise Invalid("This day is still to come.", field="source_on")


def check_weights(weights: Mapping[str, int]) -> None:
    """Weights in thousandths, as the city gives them.

    Raises:
        Invalid: on `weights`, too few or too many parts, or weights that are not 1 together.
    """
    if not FEWEST_PARTS <= len(weights) <= MOST_PARTS:
        raise Invalid(
            "A composite has from %(least)s to %(most)s parts.", field="weights", least=FEWEST_PARTS, most=MOST_PARTS
        )
    if sum(weights.values()) != WHOLE:
        together = f"{sum(weights.values()) / WHOLE:.3f}"
        raise Invalid("The weights are %(together)s together; they must be 1.", field="weights", together=together)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a composite: its weight in thousandths, and its value, None where there is none."""

    code: str
    weight: int
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Composite:
    """The weighted mean of its parts; None where one of them is missing."""

    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of the parts without a value."""
        return tuple(part.code for part in self.parts if part.value is None)

    @property
    def value(self) -> Fraction | None:
        """No part is guessed, none is left out by giving its weight to the others."""
        values = [part.value * part.weight for part in self.parts if part.value is not None]
        return sum(values, Fraction(0)) / WHOLE if len(values) == len(self.parts) else None


def composed(weights: Mapping[str, int], values: Mapping[str, Fraction]) -> Composite:
    """A composite with the values that there are."""
    return Composite(tuple(Part(code, weight, values.get(code)) for code, weight in weights.items()))
