"""The command `indicators`: the values of a month, for an auditor."""

import json

import click

from campaigns.indicators import queries, rules
from campaigns.indicators.counting import count_month
from campaigns.indicators.export import Line, document, lines
from campaigns.indicators.models import IndicatorValue
from campaigns.indicators.resources import DEFINITIONS
from civic.calendar import Period, utc_now
from civic.program import Program
from civic.services import Services

_HEAD = ("metric", "place", "value", "numerator", "denominator", "status")
_ROW = "{:<28}{:<14}{:>12}{:>14}{:>14}  {}"


@click.command(name="indicators")
@click.option("--month", required=True, metavar="YYYY-MM", help="A month that is settled.")
@click.option("--json", "as_json", is_flag=True, help="With the definitions, for a program.")
@click.pass_obj
def indicators_command(program: Program, month: str, as_json: bool) -> None:
    """Tell the values of the city's indicators for a month, with what they are computed from.

    They are told as they were counted; a month that was not counted yet is counted, and not kept. What rests on fewer
    than ten people is not told here either.
    """
    services = program.services()
    period = _settled(services, month)
    found = lines(services.city, services.get(DEFINITIONS), _values(services, period, month))
    if as_json:
        told = document(services.city, month, found, services.get(DEFINITIONS))
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([_ROW.format(*_HEAD), *map(_row, found)]))


def _settled(services: Services, month: str) -> Period:
    period = services.calendar.named("month", month)
    if period is None:
        raise click.ClickException(f"“{month}” is no month; write it like 2026-10")
    first = rules.countable_from(period.end)
    if first > services.calendar.today():
        raise click.ClickException(f"{month} can be counted from {first} on: entries may come seven days late")
    return period


def _values(services: Services, period: Period, month: str) -> list[IndicatorValue]:
    with services.database.read() as session:
        kept = list(queries.values(session, month, month))
        found = kept or count_month(services, session, period, utc_now())
        session.expunge_all()
        return found


def _row(one: Line) -> str:
    value = "–" if one.value is None else f"{one.value:,.4f}" if isinstance(one.value, float) else f"{one.value:,}"
    return _ROW.format(
        one.metric, one.district or "–", value, _count(one.numerator), _count(one.denominator), one.status
    )


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"
