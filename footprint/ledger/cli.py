"""Commands about the ledger: `verify` proves it, `rebuild` makes its derived rows anew."""

import time

import click

from civic.program import Program
from footprint.ledger.rebuild import rebuild
from footprint.ledger.verify import Verification, verify


@click.command(name="verify")
@click.pass_obj
def verify_command(program: Program) -> None:
    """Recompute every entry and hold every derived row against the ledger; it may be asked while the site serves."""
    app_services = program.services()
    start = time.monotonic()
    report = verify(app_services.database, app_services.calendar)
    click.echo(_checked(report))
    if report.differences:
        for difference in report.differences:
            click.echo(f"differs: {difference}")
        if report.unlisted:
            click.echo(f"… and {report.unlisted:,} more")
        raise click.ClickException(f"{len(report.differences) + report.unlisted:,} differences")
    click.echo(f"everything equal ({time.monotonic() - start:.1f} s)")


def _checked(report: Verification) -> str:
    """What was looked at, one line each."""
    derived = ((rows, f"rows of {name}, held against the ledger") for name, rows in report.derived_rows.items())
    lines = (
        (report.entries, "entries recomputed from their own rows"),
        (report.reversals, "of them opposite entries, held against what they take back"),
        (report.pack_versions, "versions of the pack, as they were"),
        *derived,
    )
    return "\n".join(f"{number:>12,}  {what}" for number, what in lines)


@click.command(name="rebuild")
@click.pass_obj
def rebuild_command(program: Program) -> None:
    """Make every derived row anew from the entries; writing waits meanwhile."""
    app_services = program.services()
    start = time.monotonic()
    rebuild(app_services.database, app_services.calendar)
    click.echo(f"rebuilt every sum from the entries ({time.monotonic() - start:.1f} s)")
