"""Emission factors: sourced numbers with unit, range, validity and version, read from `factors.csv`.

A factor id may have several versions (the grid of 2021, of 2022, …), each valid for activity on its days. The last
one has no end: it stays in use until the city adds a newer one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from civic.city.folder import PackFolder
from civic.city.pack import STATUSES, UNCONFIRMED, Text
from civic.city.records import Row, text_columns
from footprint.carbon.expressions import Expression, evaluate, names, parse
from footprint.carbon.intervals import Interval
from footprint.carbon.units import dimension, is_emission

FILE = "factors.csv"
BOUNDARIES = ("co2_combustion", "gate_to_grave", "cradle_to_gate", "cradle_to_grave", "not_stated", "none")
"""What an emission factor counts, as the database prints it; "none" is for plain parameters."""
EARLIER_BOUNDARIES = ("co2_only", "combustion", "life_cycle")
"""Words of earlier catalogues, which keep what old entries were computed with. A pack in use does not say them."""
FORBIDDEN = "bad."
"""Ids of numbers that circulate widely and are wrong begin like this."""

_COLUMNS = (
    "id",
    "version",
    "value",
    "unit",
    "low",
    "high",
    "geography",
    "valid_from",
    "valid_to",
    "status",
    "source_title",
    "publisher",
    "year",
    "locator",
    "boundary",
    "formula",
    "inputs",
)
_LATER_COLUMNS = ("gwp", "link")
"""Columns that catalogues kept from earlier days need not have, as well as `exception_…`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was read; `link` is an address at which the text can be looked up, or ""."""

    title: str
    publisher: str
    year: str
    locator: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class FactorVersion:
    """A number valid for activity from `valid_from` to `valid_to`, both included (None: until a newer one is added).

    `decimals` is how precisely the pack states it; `formula` and `inputs` say how a derived one was computed, and
    `exception` why its formula may mix boundaries. `has_low` and `has_high` are False where no source states that end:
    it is then the one that the pack assumes for the status. `gwp` names the warming potentials behind CO2e.
    """

    id: str
    version: str
    name: Text
    interval: Interval
    decimals: int
    unit: str
    geography: str
    valid_from: date
    valid_to: date | None
    status: str
    source: Source
    boundary: str
    gwp: str
    note: Text
    formula: str
    inputs: str
    exception: Text
    has_low: bool
    has_high: bool

    @property
    def has_range(self) -> bool:
        """Whether a source states both ends."""
        return self.has_low and self.has_high

    @property
    def value(self) -> Fraction:
        """The middle value in `unit`."""
        return self.interval.mid

    @property
    def low(self) -> Fraction:
        """The low end in `unit`."""
        return self.interval.low

    @property
    def high(self) -> Fraction:
        """The high end in `unit`."""
        return self.interval.high

    @property
    def is_unconfirmed(self) -> bool:
        """True where nobody has read a text behind the number: it is never shown without saying so."""
        return self.status in UNCONFIRMED

    @property
    def rounding(self) -> Fraction:
        """Half a unit in the last place the pack states."""
        return Fraction(1, 2 * 10**self.decimals)

    def covers(self, day: date) -> bool:
        """Whether it is valid for activity on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Factor:
    """All versions of a factor, oldest first."""

    id: str
    versions: tuple[FactorVersion, ...]

    @property
    def newest(self) -> FactorVersion:
        """The version without an end."""
        return self.versions[-1]

    def on(self, day: date) -> FactorVersion | None:
        """The version for activity on `day`; None before the first one."""
        return next((version for version in reversed(self.versions) if version.covers(day)), None)


Factors = Mapping[str, Factor]
DefaultRanges = Mapping[str, Fraction]
"""By status, the share of the value by which it is taken to be uncertain where no source states a range."""


def read_factors(pack: PackFolder, default_ranges: DefaultRanges) -> dict[str, Factor]:
    """The factors of a pack; what is wrong with them is noted in `pack.problems`."""
    found: dict[str, list[tuple[Row, FactorVersion]]] = {}
    for row in factor_rows(pack):
        version = _version(row, default_ranges)
        found.setdefault(version.id, []).append((row, version))
    for rows in found.values():
        rows.sort(key=lambda pair: pair[1].valid_from)
        _check_versions(rows)
    factors = {id_: Factor(id_, tuple(version for _, version in rows)) for id_, rows in found.items()}
    for rows in found.values():
        for row, version in rows:
            _check_formula(row, version, factors)
    return factors


def factor_rows(pack: PackFolder) -> list[Row]:
    """The lines of the file, in their order."""
    texts = [column for key in ("name", "note") for column in text_columns(key, pack.languages)]
    return pack.csv(FILE, [*_COLUMNS, *texts], [*_LATER_COLUMNS, *text_columns("exception", pack.languages)])


def _version(row: Row, default_ranges: DefaultRanges) -> FactorVersion:
    value, status = row.fraction("value"), row.choice("status", STATUSES)
    spread = abs(value) * default_ranges.get(status, 0)
    version = FactorVersion(
        id=row.string("id"),
        version=row.string("version"),
        name=row.text("name"),
        interval=Interval(row.fraction("low", value - spread), value, row.fraction("high", value + spread)),
        decimals=len(row.string("value").partition(".")[2]),
        unit=row.string("unit"),
        geography=row.string("geography", ""),
        valid_from=row.day("valid_from") or date.min,
        valid_to=row.day("valid_to"),
        status=status,
        source=Source(*(row.string(key, "") for key in ("source_title", "publisher", "year", "locator", "link"))),
        boundary=row.choice("boundary", (*BOUNDARIES, *EARLIER_BOUNDARIES)),
        gwp=row.string("gwp", ""),
        note=row.text("note", required=False),
        formula=row.string("formula", ""),
        inputs=row.string("inputs", ""),
        exception=row.text("exception", required=False),
        has_low=row.raw("low") is not None,
        has_high=row.raw("high") is not None,
    )
    _check_version(row, version)
    return version


def _check_version(row: Row, version: FactorVersion) -> None:
    if version.id.startswith(FORBIDDEN):
        row.problem("id", f"'{version.id}' is a number known to be wrong.", "Remove the line; nothing may use it.")
    if not version.interval.low <= version.value <= version.interval.high:
        row.problem("value", f"The value of '{version.id}' lies outside its range.", "Mend low, value or high.")
    if version.valid_from == date.min:
        row.problem("valid_from", f"'{version.id}' does not say from when it is valid.", "Give valid_from a day.")
    if version.valid_to and version.valid_to < version.valid_from:
        row.problem("valid_to", f"'{version.id}' ends before it begins.", "Mend valid_from or valid_to.")
    if not _readable(version.unit):
        row.problem("unit", f"The unit '{version.unit}' cannot be read.", "Write it like kgCO2e/km.")
    if is_emission(version.unit) == (version.boundary == "none"):
        cure = "An emission factor states its boundary (not_stated, if the source does not); a parameter has none."
        row.problem("boundary", f"'{version.unit}' does not go with the boundary '{version.boundary}'.", cure)
    _check_origin(row, version)


def _check_origin(row: Row, version: FactorVersion) -> None:
    if version.status.startswith("verified") and not version.source.title:
        row.problem("source_title", f"'{version.id}' is verified without a source.", "Give the source_title.")
    if version.is_unconfirmed and not version.note:
        cure = "Write a note in every language that says so."
        row.problem("note", f"'{version.id}' is {version.status}: nobody has read a text behind it.", cure)


def _check_versions(rows: list[tuple[Row, FactorVersion]]) -> None:
    seen: set[str] = set()
    for row, version in rows:
        if version.version in seen:
            cure = "Give each version of a factor its own name."
            row.problem("version", f"'{version.id}' has two versions '{version.version}'.", cure)
        seen.add(version.version)
    for (_, version), (row, following) in pairwise(rows):
        _check_neighbours(row, version, following)
    row, last = rows[-1]
    if last.valid_to is not None:
        cure = "Leave valid_to of the newest version empty; it then stays in use until a newer one is added."
        row.problem("valid_to", f"No version of '{last.id}' is valid after {last.valid_to}.", cure)


def _check_neighbours(row: Row, version: FactorVersion, following: FactorVersion) -> None:
    if version.valid_to is None or version.valid_to >= following.valid_from:
        what = f"The versions {version.version} and {following.version} of '{version.id}' are both valid for a time."
        row.problem("valid_from", what, f"End {version.version} on the day before {following.valid_from}.")
    elif version.valid_to + timedelta(days=1) < following.valid_from:
        what = f"Between {version.valid_to} and {following.valid_from} no version of '{version.id}' is valid."
        row.problem("valid_from", what, "Let each version begin on the day after the one before it ends.")
    if (version.unit, version.boundary) != (following.unit, following.boundary):
        what = f"The versions of '{version.id}' differ in unit or boundary."
        row.problem("unit", what, "Give a number that means something else its own id.")


def _readable(unit: str) -> bool:
    try:
        dimension(unit)
    except ValueError:
        return False
    return True


# Derived numbers recompute


def _check_formula(row: Row, version: FactorVersion, factors: Factors) -> None:
    if not version.formula:
        return
    try:
        expression = parse(version.formula)
    except ValueError as error:
        row.problem("formula", f"The formula of '{version.id}' cannot be read: {error}.", "Mend the formula.")
        return
    unknown = [name for name in names(expression) if name not in factors]
    if unknown:
        cure = "Add the factor or mend its name."
        row.problem("formula", f"The formula of '{version.id}' uses the unknown factor '{unknown[0]}'.", cure)
        return
    for day in _turning_days(version, expression, factors):
        _check_value(row, version, expression, factors, day)


def _turning_days(version: FactorVersion, expression: Expression, factors: Factors) -> Iterator[date]:
    """The first day of `version`, and every later one of its days on which one of its inputs changes."""
    yield version.valid_from
    for name in names(expression):
        for used in factors[name].versions:
            if used.valid_from > version.valid_from and version.covers(used.valid_from):
                yield used.valid_from


def _check_value(row: Row, version: FactorVersion, expression: Expression, factors: Factors, day: date) -> None:
    try:
        value = evaluate(expression, lambda name: value_on(factors, name, day), Interval.exactly).mid
    except LookupError as error:
        cure = f"Begin '{version.id}' later or let its inputs begin earlier."
        row.problem("formula", f"On {day} the formula of '{version.id}' has no value for {error}.", cure)
    except ZeroDivisionError:
        row.problem("formula", f"The formula of '{version.id}' divides by 0.", "Mend the formula.")
    else:
        if abs(value - version.value) > version.rounding:
            what = f"'{version.id}' is stated as {float(version.value):g} but on {day} computes to {float(value):.6g}."
            cure = "Mend the value, or end this version and add one that starts on that day."
            row.problem("value", what, cure)


def value_on(factors: Factors, name: str, day: date) -> Interval:
    """The interval of a factor on a day. Raises LookupError with the name where it has none."""
    version = factors[name].on(day)
    if version is None:
        raise LookupError(f"'{name}'")
    return version.interval
