"""What is asked of the actions of a pack in use. Catalogues that old entries were computed with stay as they are."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

from civic.city.records import Table
from footprint.actions.action import DAYS, KILOMETRES, REMOVAL, UNSURE, Action, Category, Option
from footprint.actions.plausibility import ALONE, HALF, Allowance, allowances, total_kg, year_of
from footprint.carbon.boundaries import boundary_of, deviating, lowers
from footprint.carbon.factors import DefaultRanges, Factors
from footprint.carbon.intervals import Interval

MOST_YEARS = 10
"""No crediting period may be longer."""


def check_actions(table: Table, actions: Mapping[str, Action], factors: Factors, default_ranges: DefaultRanges) -> None:
    """Notes in `table` what a reader would object to: mixed boundaries, credit for not knowing, hidden certainty."""
    for entry in table.tables("actions"):
        action = actions[entry.string("id")]
        _check_evidence(entry, action)
        _check_motion(entry, action)
        for option_entry, option in zip(entry.tables("options"), action.options, strict=True):
            _check_option(option_entry, option, factors)
        _check_crediting(entry, action)
    _check_ranges(table, factors, default_ranges)


def _check_evidence(entry: Table, action: Action) -> None:
    if action.form == REMOVAL and "organizer" not in action.evidence:
        what = f"Nobody can confirm the removal by '{action.id}', so it would never count."
        entry.problem("evidence", what, "Add organizer to its evidence.")


def _check_motion(entry: Table, action: Action) -> None:
    if action.motion and action.unit.id != KILOMETRES:
        what = f"'{action.id}' says how a way is gone, but is counted in '{action.unit.id}'."
        entry.problem("motion", what, f"Count it in {KILOMETRES}, or leave motion out.")


def _check_option(entry: Table, option: Option, factors: Factors) -> None:
    if option.id == UNSURE and option.method.formula is not None:
        cure = "Leave its factors out, and name a published figure under 'told' if there is one."
        entry.problem("", "Whoever is not sure is credited kilograms.", cure)
    _check_boundaries(entry, option, factors)


def _check_crediting(entry: Table, action: Action) -> None:
    """What saves month by month does not do so for ever, and each thing is counted once in a household."""
    if not action.is_monthly:
        if action.crediting_years:
            entry.problem("crediting_years", "Only what saves month by month has years.", "Leave crediting_years out.")
        return
    if not 1 <= action.crediting_years <= MOST_YEARS:
        cure = f"Add crediting_years = 5, or another whole number from 1 to {MOST_YEARS}."
        entry.problem("crediting_years", "Nobody says for how many years this device may be credited.", cure)
    if not any((limit.scope, limit.period) == ("household", "month") for limit in action.limits):
        cure = 'Add { scope = "household", period = "month", max = … } to its limits.'
        entry.problem("limits", "Nobody says how many of these devices a household can have.", cure)


def _check_boundaries(entry: Table, option: Option, factors: Factors) -> None:
    """Factors of other boundaries need an exception, and it may only lower the credit."""
    method = option.method
    deviants = deviating(method.factor_ids, factors)
    if not deviants:
        if option.exception:
            entry.problem("exception", "This calculation mixes no boundaries.", "Leave the exception out.")
        return
    if not option.exception:
        first = boundary_of(method.factor_ids, factors)
        what = f"This calculation mixes boundaries: {first}, and that of '{deviants[0]}'."
        entry.problem("", what, "Use factors that count the same, or say in 'exception' why not.")
        return
    roles = [role for role in method.roles if method.factors[role] in deviants]
    assert method.formula is not None
    if not roles or not lowers(method.formula, lambda role: _newest(option, factors, role), roles):
        what = "The exception does not lower the credit."
        entry.problem("exception", what, "Use factors that count the same gases over the same life.")


def _newest(option: Option, factors: Factors, role: str) -> Interval:
    return Interval.exactly(1) if role == DAYS else factors[option.method.factors[role]].newest.interval


def _check_ranges(table: Table, factors: Factors, default_ranges: DefaultRanges) -> None:
    """A number without a range is not certain: the pack says how uncertain it takes it to be."""
    versions = [version for factor in factors.values() for version in factor.versions]
    silent = {version.status for version in versions if not version.has_range and version.value}
    for status in sorted(silent - set(default_ranges)):
        cure = f"Add '{status}' to [default_ranges], or give these factors low and high."
        table.problem("default_ranges", f"Nobody says how uncertain a {status} figure without a range is.", cure)


def check_limits(
    table: Table, actions: Mapping[str, Action], categories: Sequence[Category], factors: Factors, household_size: str
) -> None:
    """All that the limits of a category allow in a year must be plausible beside what a person emits there: for
    somebody living alone as for a household of the mean size."""
    if household_size not in factors:
        cure = "Name the factor in persons/household, as household_size, above [default_ranges]."
        table.problem("default_ranges", "Nobody says how many live in a household.", cure)
        return
    sizes, found = (ALONE, factors[household_size].newest.value), allowances(actions.values(), factors)
    for entry, action in zip(table.tables("actions"), actions.values(), strict=True):
        _check_action(entry, action, {category.id for category in categories})
    for category in categories:
        own = [one for one in found if one.action.category == category.id]
        _check_category(table, category, own, factors, max(sizes, key=partial(total_kg, own)))


def _check_action(entry: Table, action: Action, categories: set[str]) -> None:
    periods = {limit.period for limit in action.limits}
    if "year" not in periods:
        cure = 'Add { scope = "…", period = "year", max = … } to its limits.'
        entry.problem("limits", f"'{action.id}' has no limit of a year, so a year of it could be anything.", cure)
    if periods <= {"year"}:
        cure = 'Add { scope = "…", period = "day", max = … } to its limits, or one of a month.'
        entry.problem(
            "limits", f"'{action.id}' has no limit of a day or month, so a year's worth can come at once.", cure
        )
    if action.category not in categories:
        cure = f"Give the action or its group a category: {', '.join(sorted(categories)) or 'add [[categories]]'}."
        entry.problem("category", f"'{action.id}' saves from no known part of a year.", cure)


def _check_category(
    table: Table, category: Category, found: Sequence[Allowance], factors: Factors, people: Fraction
) -> None:
    """The largest of the actions is the one whose line is named."""
    kilograms, year = total_kg(found, people), year_of(category, factors)
    if kilograms > HALF * year:
        largest = max(found, key=lambda one: one.person_kg(people)).action.id
        what = (
            f"The limits of '{category.id}' allow {float(kilograms):.1f} kg a person and year in a home of "
            f"{float(people):g}, most of it by '{largest}': more than half of the {float(year):.1f} kg that a person "
            "emits there."
        )
        entry = next(entry for entry in table.tables("actions") if entry.string("id") == largest)
        entry.problem("limits", what, "Lower the yearly limits of its actions: pack check --table shows them.")
