"""Commands about packs and figures: `pack check` and `quantify`. They read a pack and touch no database."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from civic.calendar import CityCalendar, utc_now
from civic.city.pack import PackError, Problem, check_city, load_city
from civic.config import load_settings
from civic.errors import ConfigError, DomainError
from civic.feature import Registry
from civic.program import Program
from footprint.actions.action import Action
from footprint.actions.baseline_file import check_questionnaire
from footprint.actions.calculator import Activity, Explanation, FactorUse, explain, kilograms
from footprint.actions.catalogue import check_catalogue, load_catalogue
from footprint.actions.change_reasons import check_change_reasons
from footprint.actions.pack_checks import PACK_CHECKS
from footprint.actions.plausibility_table import table_of

_MG_PER_G = 1000
_LARGEST_POWER = 12
_FOLDER = click.Path(path_type=Path)


@click.group()
def pack() -> None:
    """City packs."""


@pack.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--table", "as_table", is_flag=True, help="Print what the limits allow in a year beside a person's year.")
@click.pass_obj
def check(program: Program, folder: Path, as_table: bool) -> None:
    """Validate the pack in DIR; name file, line and cure of every problem."""
    problems = list(_problems(folder, program.registry()))
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise SystemExit(1)
    city = load_city(folder)
    catalogue = load_catalogue(folder, city.languages)
    click.echo(
        f"{city.id} {city.version}: {len(city.districts)} districts, {len(catalogue.actions)} actions, "
        f"{len(catalogue.factors)} factors, {', '.join(city.languages)}: sound."
    )
    if as_table:
        click.echo("\n".join(table_of(catalogue)))


def _problems(folder: Path, registry: Registry) -> Iterator[Problem]:
    """Of all files; those that build on a broken one are looked at once it is mended."""
    in_city = check_city(folder)
    yield from in_city
    if in_city:
        return
    languages = load_city(folder).languages
    in_catalogue = check_catalogue(folder, languages)
    yield from in_catalogue
    if in_catalogue:
        return
    catalogue = load_catalogue(folder, languages)
    yield from check_questionnaire(folder, catalogue)
    yield from check_change_reasons(folder, catalogue)
    for look in registry.all(PACK_CHECKS):
        yield from look(folder, languages, frozenset(catalogue.actions))


@click.command()
@click.argument("action")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the activity; today by default.")
@click.option("--pack", "folder", type=_FOLDER, help="Folder of the pack; by default the city's own.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def quantify(action: str, values: tuple[str, ...], day: Any, folder: Path | None, as_json: bool) -> None:
    """Compute what ACTION reduced: tongxing quantify bicycle quantity=6 replaced_mode=car."""
    try:
        folder = folder or _configured_folder()
        city = load_city(folder)
        catalogue = load_catalogue(folder, city.languages)
        on = day.date() if day else CityCalendar(city.timezone, city.seasons).today(utc_now())
        explanation = explain(catalogue, _activity(catalogue.action(action), values, on))
    except (DomainError, ConfigError) as error:
        raise click.ClickException(str(error)) from error
    except PackError as error:
        raise click.ClickException(
            f"{error.problems[0]} ({len(error.problems)} in all: tongxing pack check)"
        ) from error
    if as_json:
        click.echo(json.dumps(_as_json(explanation, catalogue.version), ensure_ascii=False, indent=2))
    else:
        reduction = explanation.reduction
        click.echo(explanation.formula)
        click.echo(f"{kilograms(reduction.low_mg)} to {kilograms(reduction.high_mg)}")


def _configured_folder() -> Path:
    return load_settings(os.environ).city_dir


def _activity(action: Action, values: tuple[str, ...], on: date) -> Activity:
    """What NAME=VALUE pairs say: `quantity`, the action's own question (or `option`), `uses_before`."""
    given = dict(value.partition("=")[::2] for value in values)
    asked = list(dict.fromkeys(["quantity", action.field, "option", "uses_before"]))
    for name in sorted(set(given) - set(asked)):
        raise click.ClickException(f"{name} is not asked here, but {', '.join(asked)}.")
    option = given.get(action.field, given.get("option"))
    options = [option.id for option in action.options]
    if option is not None and option not in options:
        raise click.ClickException(f"{action.field} is one of: {', '.join(options)}.")
    quantity = _milli(given["quantity"]) if "quantity" in given else action.amount.default_milli
    action.check_quantity(quantity)
    uses_before = _milli(given.get("uses_before", "0"))
    return Activity(action.id, option, quantity, on, uses_before)


def _milli(text: str) -> int:
    """Thousandths of the unit, halves to even. Raises ClickException."""
    try:
        number = Decimal(text.replace("_", "?"))  # Decimal takes 1_000
    except InvalidOperation as error:
        raise click.ClickException(f"{text} is not a number.") from error
    if not number.is_finite() or number.adjusted() > _LARGEST_POWER or number < 0:
        raise click.ClickException(f"{text} is not a quantity.")
    return round(number * 1000)


def _as_json(explanation: Explanation, version: str) -> dict[str, Any]:
    activity, reduction = explanation.activity, explanation.reduction
    return {
        "action": activity.action,
        "option": explanation.option.id,
        "quantity": activity.quantity_milli / 1000,
        "credited": explanation.credited_milli / 1000,
        "unit": explanation.action.unit.id,
        "on": activity.on.isoformat(),
        "low_g": reduction.low_mg / _MG_PER_G,
        "mid_g": reduction.mid_mg / _MG_PER_G,
        "high_g": reduction.high_mg / _MG_PER_G,
        "formula": explanation.formula,
        "symbols": explanation.symbolic,
        "words": dict(explanation.words.by_language),
        "note": dict(explanation.note.by_language),
        "boundary": explanation.boundary,
        "exception": dict(explanation.option.exception.by_language),
        "range_published": explanation.has_range,
        "range_is_bounded": explanation.is_bounded,
        "factors": [_factor_as_json(use) for use in explanation.uses],
        "catalogue_version": version,
    }


def _factor_as_json(use: FactorUse) -> dict[str, Any]:
    factor = use.factor
    return {
        "id": factor.id,
        "version": factor.version,
        "role": use.role,
        "symbol": use.symbol,
        "name": dict(factor.name.by_language),
        "value": float(factor.value),
        "low": float(factor.low),
        "high": float(factor.high),
        "unit": factor.unit,
        "geography": factor.geography,
        "valid_from": factor.valid_from.isoformat(),
        "valid_to": factor.valid_to.isoformat() if factor.valid_to else None,
        "status": factor.status,
        "range_published": factor.has_range,
        "boundary": factor.boundary,
        "gwp": factor.gwp,
        "note": dict(factor.note.by_language),
        "formula": factor.formula,
        "source": asdict(factor.source),
    }
