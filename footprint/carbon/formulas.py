"""Formulas that a pack writes out in factor ids, read and checked."""

from civic.city.records import Table
from footprint.carbon.boundaries import deviating
from footprint.carbon.expressions import Expression, evaluate, names, parse
from footprint.carbon.factors import Factors
from footprint.carbon.units import Dimension, dimension

ONE = parse("1")


def read_formula(table: Table, key: str, factors: Factors, unit: str | None) -> Expression:
    """The formula under `key`, which must give kilograms of gas per `unit` (None: whatever it gives).

    A formula that cannot be read, names an unknown factor, mixes boundaries or gives another unit is a problem.
    """
    text = table.string(key)
    try:
        formula = parse(text or "1")
    except ValueError as error:
        table.problem(key, f"The formula cannot be read: {error}.", "Write it like car.petrol.compact / 1000.")
        return ONE
    unknown = [name for name in names(formula) if name not in factors]
    if unknown:
        cure = "Add the factor to factors.csv or mend its name."
        table.problem(key, f"The formula uses the unknown factor '{unknown[0]}'.", cure)
        return ONE
    if unit is not None and deviating(names(formula), factors):
        table.problem(key, "The formula mixes boundaries.", "Use factors that count the same.")
    if unit is not None:
        _check_unit(table, key, formula, factors, unit)
    return formula


def _check_unit(table: Table, key: str, formula: Expression, factors: Factors, unit: str) -> None:
    wanted = dimension(f"kgCO2e/{unit or '1'}")
    cure = f"Use factors that give kgCO2e per {unit}, or another unit."
    try:
        found = evaluate(formula, lambda name: dimension(factors[name].newest.unit), lambda _: Dimension())
    except ValueError as error:
        table.problem(key, f"The units of the formula do not fit: {error}.", cure)
        return
    if names(formula) and found != wanted:
        table.problem(key, f"The formula gives {found}, not {wanted}.", cure)
