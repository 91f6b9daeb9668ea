"""What an activity of every day of a period reduced: a part for each stretch of days with the same factors. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from civic.errors import Invalid
from footprint.actions.calculator import Activity, Explanation, Reduction, explain
from footprint.actions.catalogue import Catalogue

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """The days from `first` to `last`, both included, in which no factor changes, and their calculation together."""

    first: date
    last: date
    explanation: Explanation


def explain_period(catalogue: Catalogue, daily: Activity, last: date) -> list[Part]:
    """What `daily` reduced on every day from its own to `last`, a device on for all of them; oldest part first.

    Days in months in which the action does not count are left out. Uses that pay back a reusable are used up in order.

    Raises:
        Invalid: on `occurred_on` for a period that is upside down or in which no day counts; else as `explain`.
    """
    parts: list[Part] = []
    for first, end in _stretches(catalogue, daily, last):
        explanation = explain(catalogue, _together(catalogue, daily, parts, first, end))
        parts.append(Part(first, end, explanation))
    if not parts:
        raise Invalid("This action does not count in this period.", field="occurred_on")
    return parts


def total(parts: Sequence[Part]) -> Reduction:
    """All parts together, to the milligram."""
    found = [part.explanation.reduction for part in parts]
    return Reduction(sum(r.low_mg for r in found), sum(r.mid_mg for r in found), sum(r.high_mg for r in found))


def _stretches(catalogue: Catalogue, daily: Activity, last: date) -> Iterator[tuple[date, date]]:
    """First and last days between which neither a factor nor whether the month counts changes."""
    plan = catalogue.plans[daily.action, catalogue.action(daily.action).option(daily.option).id]
    starts = {segment.first for segment in plan.segments}
    first = daily.on
    for day in _days(daily.on, last):
        following = day + _DAY
        turns = following in starts or (plan.months and following.day == 1)
        if not turns and day != last:
            continue
        if not plan.months or first.month in plan.months:
            yield first, day
        first = following


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _together(catalogue: Catalogue, daily: Activity, earlier: Sequence[Part], first: date, last: date) -> Activity:
    """The activity of a stretch: a device for its days, everything else as often as it has days."""
    days = (last - first).days + 1
    if catalogue.action(daily.action).option(daily.option).method.is_monthly:
        return replace(daily, on=first, days=days)
    before = sum(part.explanation.activity.quantity_milli for part in earlier)
    return replace(
        daily,
        on=first,
        quantity_milli=daily.quantity_milli * days,
        uses_before_milli=daily.uses_before_milli + before,
    )
