"""The plausibility table as text: the most eager honest household, beside what a person emits in a year."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from footprint.actions.action import Category
from footprint.actions.catalogue import Catalogue
from footprint.actions.plausibility import ALONE, Allowance, allowances, total_kg, year_of

_HEAD = (
    *("action", "answer", "kg a unit", "units a year"),
    *("alone kg", "of the part", "of the year"),
    *("shared kg", "of the part", "of the year"),
)
"""What somebody living alone may claim, and what each of a household of the mean size."""


def table_of(catalogue: Catalogue) -> Iterator[str]:
    """The lines of the table, actions by category. The whole year is that of all categories that a pack knows."""
    people = catalogue.factors[catalogue.household_size].newest.value
    found = allowances(catalogue.actions.values(), catalogue.factors)
    whole = sum((year_of(one, catalogue.factors) for one in catalogue.categories), Fraction(0))
    yield _line(_HEAD)
    for category in catalogue.categories:
        own = [one for one in found if one.action.category == category.id]
        year = year_of(category, catalogue.factors)
        for one in own:
            yield _line(_cells(one, people, year, whole))
        yield _line(_sum(category, own, people, year, whole))
    yield (
        f"Alone: a home of 1; shared: a person's part in a home of {float(people):g}. "
        f"A person emits {float(whole):.0f} kg in a year, all parts together."
    )


def _cells(one: Allowance, people: Fraction, year: Fraction, whole: Fraction) -> Sequence[str]:
    answer = one.option.id if one.action.question else ""
    return (
        one.action.id,
        answer,
        f"{float(one.unit_kg):.4g}",
        _units(one),
        *_shares(one.person_kg(ALONE), year, whole),
        *_shares(one.person_kg(people), year, whole),
    )


def _units(one: Allowance) -> str:
    """Units that limits allow: 500 (a resident), 20/home."""
    parts = [] if one.resident_units is None else [f"{float(one.resident_units):g}"]
    return " ".join([*parts, *([] if one.household_units is None else [f"{float(one.household_units):g}/home"])])


def _sum(
    category: Category, own: Sequence[Allowance], people: Fraction, year: Fraction, whole: Fraction
) -> Sequence[str]:
    alone, shared = (_shares(total_kg(own, size), year, whole) for size in (ALONE, people))
    return (f"= {category.id}", "", "", f"{float(year):.1f} kg", *alone, *shared)


def _shares(kilograms: Fraction, year: Fraction, whole: Fraction) -> tuple[str, str, str]:
    return f"{float(kilograms):.1f}", f"{float(kilograms / year):.1%}", f"{float(kilograms / whole):.1%}"


def _line(cells: Sequence[str]) -> str:
    name, answer, *numbers = cells
    return "  ".join([f"{name:<16}", f"{answer:<13}", *(f"{number:>13}" for number in numbers)]).rstrip()
