"""What is asked of the factors of a pack in use. Catalogues that old entries were computed with stay as they are."""

from collections.abc import Iterable

from civic.city.folder import PackFolder
from civic.city.records import Row
from footprint.carbon.boundaries import PARAMETER, UNKNOWN, boundary_of, deviating, lowers
from footprint.carbon.expressions import Expression, evaluate, names, numbers, parse
from footprint.carbon.factors import EARLIER_BOUNDARIES, Factor, Factors, FactorVersion, factor_rows, value_on
from footprint.carbon.units import Dimension, dimension, gas

READ = ("verified", "verified_copy", "verified_secondary", "derived")
"""How figures are known on which a derived one may rest."""
GWP = ("co2_only", "ar4", "ar5", "ar5_recalled", "ar6", "not_stated")
"""Sets of warming potentials; only CO2 needs none. `_recalled`: nobody has read which set it was."""
CONVERSIONS = (-1, 1, 10, 12, 24, 60, 100, 365, 1000, 3600)
"""Plain numbers that may stand in the formula of a factor: they turn one size of a unit into another, or a sign."""
_COMPUTED = ("derived", "estimated")


def check_factors(pack: PackFolder, factors: Factors) -> None:
    """Notes where a reader could not follow a figure to its origin, and where figures do not count the same."""
    for row in factor_rows(pack):
        version = _version_of(row, factors[row.string("id")])
        _check_origin(row, version)
        _check_boundary(row, version)
        if version.formula:
            _check_inputs(row, version, factors)
            _check_numbers(row, version, factors)


def _version_of(row: Row, factor: Factor) -> FactorVersion:
    return next(version for version in factor.versions if version.version == row.string("version"))


def _check_origin(row: Row, version: FactorVersion) -> None:
    id_, status = version.id, version.status
    if status in _COMPUTED and not version.formula:
        cure = "Write the formula that gives the value, or say verified, recalled or assumption."
        row.problem("formula", f"'{id_}' is {status} without a formula.", cure)
    if status.startswith("verified") and not (version.source.locator or version.source.link):
        row.problem("locator", f"'{id_}' is verified, but nobody says where.", "Give page, table or number.")
    if status == "recalled" and not version.source.title:
        row.problem("source_title", f"'{id_}' is recalled, but nobody says from what.", "Name what is remembered.")
    if version.source.link and not version.source.link.startswith("https://"):
        row.problem("link", f"'{version.source.link}' cannot be followed.", "Give an address beginning with https://.")


def _check_boundary(row: Row, version: FactorVersion) -> None:
    if version.boundary in EARLIER_BOUNDARIES:
        cure = "Write it as the database prints it: cradle_to_gate, cradle_to_grave, gate_to_grave, co2_combustion."
        row.problem("boundary", f"'{version.boundary}' is no boundary that a database prints.", cure)
    if gas(version.unit) and version.gwp not in GWP:
        cure = f"Use one of: {', '.join(GWP)}."
        row.problem("gwp", f"'{version.id}' does not say by which warming potentials gases were added up.", cure)


def _check_inputs(row: Row, version: FactorVersion, factors: Factors) -> None:
    expression = parse(version.formula)
    used = names(expression)
    weak = unread(used, factors)
    if version.status == "derived" and weak:
        what = f"'{version.id}' is derived, but its input '{weak[0]}' is {factors[weak[0]].newest.status}."
        row.problem("status", what, "Say estimated: computed with an assumption or a recalled number.")
    deviants = deviating(used, factors)
    if deviants and not version.exception:
        first = boundary_of(used, factors)
        what = f"The formula of '{version.id}' mixes boundaries: {first}, and that of '{deviants[0]}'."
        row.problem("formula", what, "Use numbers that count the same, or say in 'exception' why not.")
    elif deviants and not lowers(expression, lambda name: value_on(factors, name, version.valid_from), deviants):
        cure = "Use numbers that count the same gases over the same life."
        row.problem("exception", f"The exception of '{version.id}' does not lower the result.", cure)
    elif version.exception and not deviants:
        row.problem("exception", f"'{version.id}' mixes no boundaries.", "Leave the exception out.")
    if not _agrees(version, used, factors):
        what = f"'{version.id}' states the boundary {version.boundary}, its formula gives {boundary_of(used, factors)}."
        row.problem("boundary", what, "State what the formula gives, in the same gas, or not_stated.")


def _check_numbers(row: Row, version: FactorVersion, factors: Factors) -> None:
    """A number that measures something needs a line of its own, where unit, source, status and boundary are looked at.

    That it has no unit gives it away, so the formula must give the unit of the factor.
    """
    expression = parse(version.formula)
    bare = [number for number in numbers(expression) if number not in CONVERSIONS]
    if bare:
        what = f"The formula of '{version.id}' has the number {float(bare[0]):g}, of which nobody says what it is."
        row.problem("formula", what, "Give it a line of its own with unit, status and source, and use its name.")
    elif not _gives(expression, version, factors):
        what = f"The formula of '{version.id}' does not give {version.unit}."
        row.problem("formula", what, "Mend the unit, or name the factor that carries what is missing.")


def _gives(expression: Expression, version: FactorVersion, factors: Factors) -> bool:
    """Whether the formula gives the unit of the factor; days and years are alike here, 365 turns them into another."""
    try:
        found = evaluate(expression, lambda name: _kind(factors[name].newest.unit), lambda _: Dimension())
    except ValueError:
        return False
    return found == _kind(version.unit)


def _kind(unit: str) -> Dimension:
    return dimension("/".join("yr" if part == "day" else part for part in unit.split("/")))


def unread(ids: Iterable[str], factors: Factors) -> list[str]:
    """The factors behind which stands an assumption or something that nobody has read."""
    return [name for name in ids if factors[name].newest.status not in READ]


def _agrees(version: FactorVersion, used: tuple[str, ...], factors: Factors) -> bool:
    """Whether a computed figure states no other boundary or gas than its inputs. It may state less: not_stated."""
    if version.boundary == PARAMETER or boundary_of(used, factors) == PARAMETER:
        return True
    gases = {gas(factors[name].newest.unit) for name in used if factors[name].newest.boundary != PARAMETER}
    same = version.boundary in (boundary_of(used, factors), UNKNOWN)
    return same and gas(version.unit) in gases
