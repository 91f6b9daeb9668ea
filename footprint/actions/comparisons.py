"""A mass that a person can feel: so many metres by car, so many hours of a lamp. Read from `comparisons.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from civic.city.pack import Text
from civic.city.records import Table, identifier, unique
from footprint.carbon.expressions import Expression, evaluate
from footprint.carbon.factors import Factors, value_on
from footprint.carbon.formulas import read_formula
from footprint.carbon.intervals import Interval

FILE = "comparisons.toml"
PLACE = "{n}"
"""Where the number goes in a comparison's text."""

_MG_PER_KG = 1_000_000
_WHOLE_FROM = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """`text` with {n} in place of the number; `formula` gives kilograms per one; used for numbers from min to max."""

    id: str
    text: Text
    icon: str
    unit: str
    formula: Expression
    min: Fraction
    max: Fraction

    def count(self, mass_mg: int, factors: Factors, on: date) -> Fraction:
        """How many of it `mass_mg` are, with the factors of that day. Raises LookupError where one has no version."""
        per_one = evaluate(self.formula, lambda name: value_on(factors, name, on), Interval.exactly).mid
        return Fraction(mass_mg, _MG_PER_KG) / per_one


@dataclass(frozen=True, slots=True)
class Felt:
    """A mass as a comparison: `count` (whole from 10 on, one decimal below) of what `comparison.text` names."""

    comparison: Comparison
    count: Fraction


def compare(
    mass_mg: int, comparisons: Mapping[str, Comparison], factors: Factors, on: date, preferred: str = ""
) -> Felt | None:
    """The preferred comparison if its number is one people can picture, else the first in the file that fits.

    None for masses too small or too large for any of them, and for 0.
    """
    first = [comparisons[preferred]] if preferred in comparisons else []
    for comparison in (*first, *comparisons.values()):
        try:
            count = comparison.count(mass_mg, factors, on)
        except LookupError:
            continue
        if comparison.min <= count < comparison.max:
            return Felt(comparison, rounded(count))
    return None


def rounded(count: Fraction) -> Fraction:
    """Half to even: whole from 10 on, to one decimal below."""
    return Fraction(round(count)) if count >= _WHOLE_FROM else Fraction(round(count * 10), 10)


def read_comparisons(table: Table, factors: Factors) -> dict[str, Comparison]:
    """The `[[comparisons]]` by id in the order of the file, which is the order in which they are tried."""
    found: dict[str, Comparison] = {}
    seen: set[str] = set()
    for entry in table.tables("comparisons"):
        comparison = _comparison(entry, factors)
        unique(entry, seen, comparison.id, "comparisons")
        found[comparison.id] = comparison
        entry.close()
    return found


def _comparison(table: Table, factors: Factors) -> Comparison:
    text = table.text("text")
    if not all(PLACE in words for words in text.by_language.values() if words):
        table.problem("text", f"The text has no place {PLACE} for the number.", f"Write {PLACE} where it belongs.")
    comparison = Comparison(
        id=identifier(table, "id"),
        text=text,
        icon=table.string("icon"),
        unit=table.string("unit"),
        formula=read_formula(table, "formula", factors, table.string("unit", "1")),
        min=table.fraction("min"),
        max=table.fraction("max"),
    )
    if not 0 < comparison.min < comparison.max:
        table.problem("min", "The numbers it is used for make no range.", "Give min above 0 and max above min.")
    return comparison
