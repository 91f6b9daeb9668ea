"""The catalogue of a city: what can be logged, the factors behind it, the comparisons, all from its pack."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from civic.city.folder import PackFolder
from civic.city.pack import icon
from civic.city.problems import PackError, Problem
from civic.city.records import Table
from civic.city.text import Text
from civic.errors import NotFound
from footprint.actions import action_checks, action_file, comparisons
from footprint.actions.action import UNSURE, Action, Amount, Category, Group, Limit, Method, Option, Question, Unit
from footprint.actions.comparisons import Comparison, Felt, compare
from footprint.actions.plans import Calculation, coefficient, plans, turning_days
from footprint.carbon import factor_checks, factors
from footprint.carbon.factors import DefaultRanges, Factor, FactorVersion, Source, read_factors

__all__ = [
    "UNSURE",
    "Action",
    "Amount",
    "Catalogue",
    "Comparison",
    "Factor",
    "FactorVersion",
    "Felt",
    "Group",
    "Limit",
    "Method",
    "Option",
    "Question",
    "Source",
    "Unit",
    "catalogue_from_snapshot",
    "check_catalogue",
    "load_catalogue",
]

_FILES = (factors.FILE, action_file.FILE, comparisons.FILE)
_SNAPSHOT_FORMAT = 1


@dataclass(frozen=True)
class Catalogue:
    """Everything that quantifying needs. Equal versions compute equal figures.

    `words` explains each form of calculation in a sentence; `plans` is the compiled arithmetic. `geographies` names
    the places that factors come from. `categories` are the parts of a person's year that limits are held against,
    `default_ranges` the shares that stand in, by status, where no source states a range; `household_size` is the factor
    that says how many live in a household.
    """

    version: str
    languages: tuple[str, ...]
    groups: tuple[Group, ...]
    categories: tuple[Category, ...]
    default_ranges: DefaultRanges
    household_size: str
    actions: Mapping[str, Action]
    factors: Mapping[str, Factor]
    comparisons: Mapping[str, Comparison]
    words: Mapping[str, Text]
    geographies: Mapping[str, Text]
    unknown: tuple[Text, ...]
    plans: Mapping[tuple[str, str], Calculation]
    texts: Mapping[str, str]

    def action(self, action: str) -> Action:
        """The action by its id. Raises NotFound."""
        found = self.actions.get(action)
        if found is None:
            raise NotFound("There is no such action.")
        return found

    def compare(self, mass_mg: int, on: date, preferred: str = "") -> Felt | None:
        """`mass_mg` as something a person can feel; None where nothing in the pack fits."""
        return compare(mass_mg, self.comparisons, self.factors, on, preferred)

    def snapshot(self) -> str:
        """JSON from which `catalogue_from_snapshot` recreates this catalogue, whatever becomes of the pack."""
        kept = {"format": _SNAPSHOT_FORMAT, "languages": self.languages, "files": self.texts}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def load_catalogue(folder: Path, languages: tuple[str, ...]) -> Catalogue:
    """The catalogue of a pack. Raises PackError naming every problem."""
    return _of(tuple(PackFolder.read(folder, languages).texts.items()), languages, is_in_use=True)


def catalogue_from_snapshot(text: str) -> Catalogue:
    """The catalogue that made the snapshot. Raises ValueError for a text that is none, PackError for a damaged one."""
    kept = json.loads(text)
    if not isinstance(kept, dict) or kept.get("format") != _SNAPSHOT_FORMAT:
        raise ValueError("not a snapshot of a catalogue, or one of a later release")
    return _of(tuple(kept["files"].items()), tuple(kept["languages"]), is_in_use=False)


def check_catalogue(folder: Path, languages: tuple[str, ...]) -> list[Problem]:
    """What is wrong with factors.csv, actions.toml and comparisons.toml; empty when nothing is."""
    try:
        load_catalogue(folder, languages)
    except PackError as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=8)
def _of(texts: tuple[tuple[str, str], ...], languages: tuple[str, ...], *, is_in_use: bool) -> Catalogue:
    """The catalogue that these very texts make: many apps (in tests) and old entries share one."""
    pack = PackFolder(dict(texts), languages)
    catalogue = _read(pack)
    if is_in_use:
        _check_what_is_shown(pack, catalogue)
    return catalogue


def _check_what_is_shown(pack: PackFolder, catalogue: Catalogue) -> None:
    """Rules that no figure depends on: a pack in use keeps them, a catalogue kept from earlier days need not."""
    factor_checks.check_factors(pack, catalogue.factors)
    table = pack.toml(action_file.FILE)
    action_checks.check_actions(table, catalogue.actions, catalogue.factors, catalogue.default_ranges)
    if not pack.problems:
        action_checks.check_limits(
            table, catalogue.actions, catalogue.categories, catalogue.factors, catalogue.household_size
        )
    for file, key in ((action_file.FILE, "groups"), (action_file.FILE, "actions"), (comparisons.FILE, "comparisons")):
        for entry in pack.toml(file).tables(key):
            icon(entry)
    pack.refuse()


def _read(pack: PackFolder) -> Catalogue:
    """Figures are computed only from a sound pack, so the arithmetic comes after the first round of problems."""
    table, comparison_table = pack.toml(action_file.FILE), pack.toml(comparisons.FILE)
    pack.refuse()
    default_ranges = action_file.read_default_ranges(table)
    known = read_factors(pack, default_ranges)
    felt = comparisons.read_comparisons(comparison_table, known)
    comparison_table.close()
    groups = action_file.read_groups(table)
    words = action_file.read_words(table)
    categories = action_file.read_categories(table, known)
    geographies = action_file.read_geographies(table, known)
    actions = action_file.read_actions(pack, table, groups, known)
    _check_comparisons(table, actions, felt)
    unknown = action_file.read_unknown(table)
    household_size = table.string("household_size", "")
    table.close()
    pack.refuse()
    _check_ranges(table, actions, known)
    pack.refuse()
    return Catalogue(
        version=pack.version(_FILES),
        languages=pack.languages,
        groups=groups,
        categories=categories,
        default_ranges=default_ranges,
        household_size=household_size,
        actions=actions,
        factors=known,
        comparisons=felt,
        words=words,
        geographies=geographies,
        unknown=unknown,
        plans=plans(actions.values(), known),
        texts={name: pack.texts[name] for name in _FILES},
    )


def _check_comparisons(table: Table, actions: Mapping[str, Action], felt: Mapping[str, Comparison]) -> None:
    for entry in table.tables("actions"):
        action = actions.get(entry.string("id"))
        if action and action.comparison and action.comparison not in felt:
            cure = f"Use one of: {', '.join(felt)}."
            entry.problem("comparison", f"There is no comparison '{action.comparison}'.", cure)


def _check_ranges(table: Table, actions: Mapping[str, Action], known: Mapping[str, Factor]) -> None:
    """A factor that lends its range to a calculation must state the value that the calculation gives."""
    for action_entry in table.tables("actions"):
        action = actions[action_entry.string("id")]
        for entry, option in zip(action_entry.tables("options"), action.options, strict=True):
            if option.method.range_factor:
                _check_range(entry, option.method, known)


def _check_range(entry: Table, method: Method, known: Mapping[str, Factor]) -> None:
    stated = known[method.range_factor or ""]
    for day in turning_days(method.factor_ids, known):
        version = stated.on(day)
        if version is None or any(known[name].on(day) is None for name in method.factor_ids):
            continue
        computed = coefficient(method, known, day).mid * (365 if method.is_monthly else 1)
        if abs(computed - version.value) > version.rounding:
            what = (
                f"On {day} this calculation gives {float(computed):.6g}, "
                f"but '{stated.id}' states {float(version.value):g}."
            )
            entry.problem("range", what, "Mend the factors, or use a range that belongs to this calculation.")
        if not version.low <= computed <= version.high:
            entry.problem("range", f"The result lies outside the range of '{stated.id}'.", "Mend the range.")
