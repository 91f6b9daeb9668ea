"""What an activity reduced. `quantify` is the fast path in integers, `explain` shows every step of the same result."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from civic.city.text import Text
from civic.errors import Invalid
from footprint.actions.action import DAYS, MAX_QUANTITY_MILLI, Action, Method, Option
from footprint.actions.catalogue import Catalogue
from footprint.actions.plans import MG_PER_KG, Calculation, Segment
from footprint.carbon.boundaries import boundary_of
from footprint.carbon.expressions import is_sum, plain, render
from footprint.carbon.factors import FactorVersion
from footprint.carbon.units import is_emission, neutral

_SYMBOLS = {
    "baseline": "BE",
    "activity": "PE",
    "occupancy": "n",
    "item": "EF",
    "before": "P₀",
    "after": "P₁",
    "hours": "h",
    "grid": "EF",
    "removes": "RF",
    DAYS: "D",
}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Activity:
    """What somebody did on a day. `quantity_milli` are thousandths of the action's unit, after the limits.

    `option` None means the action's default. `uses_before_milli` are the uses of the same reusable logged before.
    `days` is how long a device was in use; None for the calendar month of `on`.
    """

    action: str
    option: str | None
    quantity_milli: int
    on: date
    uses_before_milli: int = 0
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """Milligrams CO2e, 0 <= low <= mid <= high."""

    low_mg: int
    mid_mg: int
    high_mg: int


NOTHING = Reduction(0, 0, 0)


def quantify(catalogue: Catalogue, activity: Activity) -> Reduction:
    """The reduction of an activity, each figure rounded half to even to a milligram; nothing for a removal.

    Raises:
        NotFound: no such action.
        Invalid: on the question's field for an unknown option, on `quantity` for one below 0 or beyond sense, on
            `occurred_on` for a day outside the action's months or before any factor is valid.
    """
    plan = _plan(catalogue, activity)
    if plan.is_removal:
        _segment(plan, activity)
        return NOTHING
    return _computed(plan, activity)


def removed(catalogue: Catalogue, activity: Activity) -> Reduction:
    """What an activity took out of the air, in the same way; nothing for one that reduces. It is no reduction and is
    counted only once an organizer has confirmed it. Raises as `quantify`."""
    plan = _plan(catalogue, activity)
    return _computed(plan, activity) if plan.is_removal else NOTHING


def _computed(plan: Calculation, activity: Activity) -> Reduction:
    segment = _segment(plan, activity)
    amount = _credited_milli(activity, segment)
    if plan.is_monthly:
        amount *= _days(activity)
    denominator = segment.denominator
    return Reduction(
        divide_half_even(amount * segment.low, denominator),
        divide_half_even(amount * segment.mid, denominator),
        divide_half_even(amount * segment.high, denominator),
    )


def divide_half_even(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves to the even neighbour. `denominator` is positive."""
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    return quotient + (twice > denominator or (twice == denominator and quotient & 1))


def _plan(catalogue: Catalogue, activity: Activity) -> Calculation:
    plan = catalogue.plans.get((activity.action, activity.option or ""))
    if plan is not None:
        return plan
    action = catalogue.action(activity.action)
    return catalogue.plans[action.id, action.option(activity.option).id]


def _segment(plan: Calculation, activity: Activity) -> Segment:
    day = activity.on
    if not 0 <= activity.quantity_milli <= MAX_QUANTITY_MILLI:
        raise Invalid("This quantity looks too large. Please check it.", field="quantity")
    if plan.months and day.month not in plan.months:
        raise Invalid("This action does not count in this month.", field="occurred_on")
    for segment in plan.segments:
        if segment.first <= day <= segment.last:
            return segment
    raise Invalid("There is no emission factor for this day.", field="occurred_on")


def _credited_milli(activity: Activity, segment: Segment) -> int:
    """The part of the quantity beyond the uses that only pay back the making of the reusable."""
    unpaid = max(0, segment.breakeven_milli - activity.uses_before_milli)
    return max(0, activity.quantity_milli - unpaid)


def _days(activity: Activity) -> int:
    """The days of a monthly claim."""
    return activity.days or calendar.monthrange(activity.on.year, activity.on.month)[1]


# Why this number


@dataclass(frozen=True, slots=True)
class FactorUse:
    """A factor in its role. `role` "range" lends low and high, "breakeven" the uses that earn nothing."""

    role: str
    symbol: str
    factor: FactorVersion


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind a reduction.

    `formula` has the numbers filled in and `symbolic` the symbols of `uses`; both read the same in every language.
    `words` says the form of calculation in a sentence, `note` what the chosen answer means. `credited_milli` is the
    quantity after break-even. `days` are those that a monthly claim covers. `has_range` is False
    where a number has no end in its source, so that the pack's assumption stands in. `is_bounded`: every number was
    read with both ends, so low and high are what published figures give and not only estimates. `removal` is what was
    taken out of the air, which is no reduction; None where nothing is.
    """

    action: Action
    option: Option
    activity: Activity
    formula: str
    symbolic: str
    words: Text
    note: Text
    uses: tuple[FactorUse, ...]
    credited_milli: int
    breakeven_milli: int
    days: int | None
    boundary: str
    has_range: bool
    is_bounded: bool
    reduction: Reduction
    removal: Reduction | None


def explain(catalogue: Catalogue, activity: Activity) -> Explanation:
    """The reduction of an activity with its formula, factors and words. Raises as `quantify`."""
    reduction = quantify(catalogue, activity)
    action = catalogue.action(activity.action)
    option = action.option(activity.option)
    method = option.method
    removal = removed(catalogue, activity) if method.is_removal else None
    segment = _segment(_plan(catalogue, activity), activity)
    uses = _uses(catalogue, method, activity.on)
    return Explanation(
        action=action,
        option=option,
        activity=activity,
        formula=_filled_in(action, method, uses, activity, segment, removal or reduction),
        symbolic=_symbolic(catalogue, method),
        words=catalogue.words[method.kind],
        note=option.note,
        uses=uses,
        credited_milli=_credited_milli(activity, segment),
        breakeven_milli=segment.breakeven_milli,
        days=_days(activity) if method.is_monthly else None,
        boundary=boundary_of(method.factor_ids, catalogue.factors),
        has_range=not unranged(uses),
        is_bounded=not unranged(uses) and all(use.factor.status.startswith("verified") for use in uses),
        reduction=reduction,
        removal=removal,
    )


def unranged(uses: Iterable[FactorUse]) -> list[FactorVersion]:
    """The numbers for an end of which an assumption stands in; none where the result has a range of its own."""
    known = [use for use in uses if use.role != "breakeven"]
    if any(use.role == "range" for use in known):
        return []
    return [use.factor for use in known if not use.factor.has_range and use.factor.value]


def _uses(catalogue: Catalogue, method: Method, day: date) -> tuple[FactorUse, ...]:
    roles = [(role, method.factors[role]) for role in method.roles]
    extra = [("range", method.range_factor), ("breakeven", method.breakeven)]
    symbols = _symbols(catalogue, method)
    found = []
    for role, name in (*roles, *extra):
        version = catalogue.factors[name].on(day) if name else None
        if version is not None:
            found.append(FactorUse(role, symbols.get(role, ""), version))
    return tuple(found)


def _symbols(catalogue: Catalogue, method: Method) -> dict[str, str]:
    """From role to symbol: EF for what emits, F for other factors, N for what divides, numbered if there are more."""
    letters = {role: _SYMBOLS.get(role) or _letters(catalogue, method, role) for role in method.roles}
    found = {DAYS: _SYMBOLS[DAYS]}
    for role, letter in letters.items():
        alike = [other for other in letters if letters[other] == letter]
        number = str(alike.index(role) + 1).translate(_SUBSCRIPTS) if len(alike) > 1 else ""
        found[role] = letter + number
    return found


def _letters(catalogue: Catalogue, method: Method, role: str) -> str:
    if role.startswith("divisor"):
        return "N"
    return "EF" if is_emission(catalogue.factors[method.factors[role]].newest.unit) else "F"


def _symbolic(catalogue: Catalogue, method: Method) -> str:
    if method.formula is None:
        return "Q × 0"
    text = render(method.formula, _symbols(catalogue, method).__getitem__)
    return f"Q × ({text})" if is_sum(method.formula) else f"Q × {text}"


def _filled_in(
    action: Action,
    method: Method,
    uses: tuple[FactorUse, ...],
    activity: Activity,
    segment: Segment,
    reduction: Reduction,
) -> str:
    quantity = _with_unit(Fraction(_credited_milli(activity, segment), 1000), action.unit.symbol)
    if method.formula is None:
        return f"{quantity} × 0 kg = 0 kg"
    shown = {use.role: _with_unit(use.factor.value, neutral(use.factor.unit)) for use in uses}
    shown[DAYS] = f"{_days(activity)} d"
    text = render(method.formula, lambda role: shown[role])
    body = f"({text})" if is_sum(method.formula) else text
    return f"{quantity} × {body} = {kilograms(reduction.mid_mg)}"


def _with_unit(value: Fraction, unit: str) -> str:
    return f"{plain(value)} {unit}" if unit else plain(value)


def kilograms(mass_mg: int) -> str:
    """Kilograms with three figures that count, for formulas that every language reads: `0.292 kg`."""
    mass = Fraction(mass_mg, MG_PER_KG)
    places = 2
    while 0 < mass < Fraction(1, 10 ** (places - 2)) and places < 6:
        places += 1
    return f"{plain(Fraction(round(mass * 10**places), 10**places))} kg"
