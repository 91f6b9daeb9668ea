"""Commands: build a month's release, and prove that releases are what the ledger gives."""

import time

import click

from campaigns.publishing import queries, rules, services, verifying
from campaigns.publishing.jobs import build_now
from civic.accounts import audit
from civic.calendar import utc_now
from civic.program import Program
from footprint.ledger import months
from footprint.resources import LEDGER


@click.group(name="release")
def release() -> None:
    """Build what the city publishes of a month, and verify it."""


@release.command(name="build")
@click.option("--month", "period", required=True, help="Like 2026-10.")
@click.pass_obj
def build_command(program: Program, period: str) -> None:
    """Build the release of a month; it then waits for two people of the city."""
    app_services = program.services()
    start = time.monotonic()
    built = build_now(app_services, period, utc_now())
    with app_services.database.write() as writer:
        kept = services.keep(writer, built, audit.OPERATOR)
        key, number = rules.release_key(kept.kind, kept.period, kept.revision), kept.id
    shown, hidden = len(built.decision.shown), len(built.decision.hidden)
    click.echo(f"{key} is built as number {number}: {built.inputs:,} entries, sha256 {built.inputs_sha256}")
    click.echo(
        f"{len(built.tables)} tables, {shown:,} cells shown, {hidden:,} hidden ({time.monotonic() - start:.1f} s)"
    )


@release.command(name="verify")
@click.argument("number", required=False, type=int, metavar="[ID]")
@click.pass_obj
def verify_command(program: Program, number: int | None) -> None:
    """Make releases again from the ledger, and name every line that differs."""
    app_services = program.services()
    with months.one_look(app_services.database) as session:
        found = [one for one in queries.kept(session) if number in (None, one.id)]
        if number is not None and not found:
            raise click.ClickException(f"there is no release {number}.")
        differences = 0
        for one in found:
            start = time.monotonic()
            listed = list(verifying.verify(app_services, session, one))
            for difference in listed:
                click.echo(f"differs: {difference}")
            differences += len(listed)
            key = rules.release_key(one.kind, one.period, one.revision)
            click.echo(f"{key}: {one.inputs:,} entries, {len(listed)} differences ({time.monotonic() - start:.1f} s)")
    if differences:
        raise click.ClickException(f"{differences:,} differences")
    click.echo("everything equal")


@release.command(name="restate")
@click.argument("number", type=int, metavar="ID")
@click.pass_obj
def restate_command(program: Program, number: int) -> None:
    """Show a release's kilograms as recorded beside those under today's factors; what is published stays."""
    app_services = program.services()
    ledger = app_services.get(LEDGER)
    with months.one_look(app_services.database) as session:
        found = queries.found(session, number)
        if found is None:
            raise click.ClickException(f"there is no release {number}.")
        shown = verifying.published_groups(session, found)
        span = verifying.span_of(app_services, found)
        sums = months.restated(session, span, ledger.catalogue, ledger.calendar)
    click.echo(_ROW.format("group", "recorded kg", "restated kg", "difference", "not computed"))
    for group in filter(sums.__contains__, shown):
        one = sums[group]
        figures = (one.recorded_mg, one.restated_mg, one.restated_mg - one.recorded_mg)
        click.echo(_ROW.format(group, *(f"{mg / _MG_PER_KG:,.3f}" for mg in figures), f"{one.kept:,}"))
    click.echo("groups that the release does not show are left out")


_MG_PER_KG = 1_000_000
_ROW = "{:<20}{:>18}{:>18}{:>18}{:>14}"
