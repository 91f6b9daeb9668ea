"""What the limits allow: the year of the most eager honest household, beside what a person emits in a year. Pure."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from footprint.actions.action import Action, Category, Limit, Option
from footprint.actions.plans import coefficient
from footprint.carbon.expressions import evaluate
from footprint.carbon.factors import Factors
from footprint.carbon.intervals import Interval

HALF = Fraction(1, 2)
"""More than this share of what a person emits in a part of life nobody can honestly save there."""
ALONE = Fraction(1)
"""People in the smallest household."""
_YEAR = 2026
"""Any year without a leap day."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an action's limits allow in a year, None where nothing limits it.

    `option` is the answer that credits most, `unit_kg` its most likely figure for one unit.
    """

    action: Action
    option: Option
    unit_kg: Fraction
    resident_units: Fraction | None
    household_units: Fraction | None

    def person_kg(self, people: Fraction) -> Fraction:
        """Kilograms a person in a household of this size: somebody living alone may claim all that a home may."""
        home = None if self.household_units is None else self.household_units / people
        units = min((one for one in (self.resident_units, home) if one is not None), default=Fraction(0))
        return self.unit_kg * units


def allowances(actions: Iterable[Action], factors: Factors) -> list[Allowance]:
    """Of every action, by the newest factors."""
    return [_allowance(action, factors) for action in actions]


def year_of(category: Category, factors: Factors) -> Fraction:
    """Kilograms that a person emits in this part of life in a year, most likely."""
    return evaluate(category.formula, lambda name: factors[name].newest.interval, Interval.exactly).mid


def total_kg(found: Iterable[Allowance], people: Fraction) -> Fraction:
    """Kilograms a person and year that limits add up to in a household of this size."""
    return sum((one.person_kg(people) for one in found), Fraction(0))


def _allowance(action: Action, factors: Factors) -> Allowance:
    unit_kg, option = max(((_unit_kg(action, one, factors), one) for one in action.options), key=lambda pair: pair[0])
    return Allowance(action, option, unit_kg, _most(action, "resident"), _most(action, "household"))


def _unit_kg(action: Action, option: Option, factors: Factors) -> Fraction:
    """Kilograms that one unit reduces after break-even; a monthly claim is of a twelfth of the year."""
    if option.method.is_removal:
        return Fraction(0)
    on = max((factors[name].newest.valid_from for name in option.method.factor_ids), default=date.min)
    each = coefficient(option.method, factors, on).mid
    return each * Fraction(365, 12) if option.method.is_monthly else each


def _most(action: Action, scope: str) -> Fraction | None:
    """Units a year by all limits of a scope; None without one."""
    return min((_yearly(limit, action) for limit in action.limits if limit.scope == scope), default=None)


def _yearly(limit: Limit, action: Action) -> Fraction:
    months = action.months or range(1, 13)
    days = sum(calendar.monthrange(_YEAR, month)[1] for month in months)
    times = {"day": days, "month": len(months), "year": 1}[limit.period]
    return Fraction(limit.max_milli, 1000) * times
