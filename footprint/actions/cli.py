"""Commands about packs and figures: `pack check` and `quantify`. They read a pack and touch no database."""

import json
import os
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from civic.calendar import CityCalendar, utc_now
from civic.city.pack import PackError, load_city
from civic.config import load_settings
from civic.errors import ConfigError, DomainError
from civic.program import Program
from footprint.actions.action import Action
from footprint.actions.calculator import Activity, explain
from footprint.actions.catalogue import load_catalogue
from footprint.actions.pack_checks import PACK_CHECKS
from footprint.actions.plausibility_table import table_of
from footprint.actions.quantified import of_day, of_period
from footprint.actions.stretches import explain_period
from footprint.actions.whole_pack import problems_of

_LARGEST_POWER = 12
_FOLDER = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def pack() -> None:
    """City packs."""


@pack.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--table", "as_table", is_flag=True, help="Print what the limits allow in a year beside a person's year.")
@click.pass_obj
def check(program: Program, folder: Path, as_table: bool) -> None:
    """Validate the pack in DIR; name file, line and cure of every problem."""
    problems = list(problems_of(folder, program.registry().all(PACK_CHECKS)))
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


@click.command()
@click.argument("action")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--on", "day", type=_DAY, help="Day of the activity; today by default.")
@click.option("--from", "first", type=_DAY, help="First day of a period, with --to: the same on every day of it.")
@click.option("--to", "last", type=_DAY, help="Last day of the period.")
@click.option("--pack", "folder", type=_FOLDER, help="Folder of the pack; by default the city's own.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def quantify(
    action: str,
    values: tuple[str, ...],
    day: datetime | None,
    first: datetime | None,
    last: datetime | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Compute what ACTION reduced: tongxing quantify bicycle quantity=6 replaced_mode=car.

    With --from and --to the quantity is that of every day, or the number of devices in use all the time; the answer has
    a part for each stretch of days with the same factors.
    """
    if (first is None) != (last is None) or (day and first):
        raise click.ClickException("Give --on, or both --from and --to.")
    try:
        folder = folder or _configured_folder()
        city = load_city(folder)
        catalogue = load_catalogue(folder, city.languages)
        on = (first or day or CityCalendar(city.timezone, city.seasons).local(utc_now())).date()
        activity = _activity(catalogue.action(action), values, on)
        told = (
            of_period(explain_period(catalogue, activity, last.date()), catalogue.version)
            if last
            else of_day(explain(catalogue, activity), catalogue.version)
        )
    except (DomainError, ConfigError) as error:
        raise click.ClickException(str(error)) from error
    except PackError as error:
        raise click.ClickException(
            f"{error.problems[0]} ({len(error.problems)} in all: tongxing pack check)"
        ) from error
    click.echo(json.dumps(told.as_json, ensure_ascii=False, indent=2) if as_json else "\n".join(told.lines))


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
