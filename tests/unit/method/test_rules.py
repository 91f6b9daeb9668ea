"""A reason stands beside the first change, from its day on, of what it names."""

from datetime import date

from civic.city.text import NO_TEXT
from footprint.actions.catalogue import Catalogue
from footprint.actions.change_reasons import ChangeReason
from footprint.actions.differences import Differences, FactorChange
from footprint.method.rules import Step, reasons_by_step


def step(day: int, *factors: FactorChange) -> Step:
    return Step(date(2026, 11, day), Differences(factors, ()))


def reason(day: int, *factors: str) -> ChangeReason:
    return ChangeReason(date(2026, 11, day), frozenset(factors), frozenset(), NO_TEXT)


def test_a_reason_belongs_to_one_change(harbour: Catalogue) -> None:
    car = FactorChange(None, harbour.factors["car"].newest)
    bike = FactorChange(None, harbour.factors["bike"].newest)
    steps = [step(3, car), step(10, bike), step(17, car, bike), step(24, car)]
    early, of_both, late = reason(1, "car"), reason(10, "car", "bike"), reason(25, "car")
    assert reasons_by_step(steps, [early, of_both, late]) == [
        {("factor", "car"): [early]},
        {("factor", "bike"): [of_both]},
        {("factor", "car"): [of_both]},
        {},
    ]
