"""Commands about rewards: days on which the service was down count for everybody's week."""

from datetime import datetime

import click

from civic.calendar import utc_now
from civic.database.migrate import need_current
from civic.program import Program
from footprint.rewards import queries, services

_REASON_MAX = 200


@click.group()
def outage() -> None:
    """Days on which the service was down; they count for everybody's week."""


@outage.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--reason", required=True, help="What happened, for whoever reads the list later.")
@click.pass_obj
def add(program: Program, day: datetime, reason: str) -> None:
    """Note that the service was down on DAY (like 2026-11-20). A noted day stays."""
    said = " ".join(reason.split())
    if not 1 <= len(said) <= _REASON_MAX:
        raise click.ClickException(f"--reason has {len(said)} characters; give one line of 1 to {_REASON_MAX}.")
    app_services = program.services()
    need_current(app_services.database)
    now = utc_now()
    today = app_services.calendar.today(now)
    with app_services.database.write() as session:
        services.note_outage(session, day.date(), said, today, now)
    click.echo(f"{day:%Y-%m-%d} counts for everybody's week.")


@outage.command(name="list")
@click.pass_obj
def list_command(program: Program) -> None:
    """The days that were noted, the newest first."""
    app_services = program.services()
    need_current(app_services.database)
    with app_services.database.read() as session:
        for one in queries.outages(session):
            click.echo(f"{one.day}  {one.reason}")
