"""Commands about the ledger: `verify` proves it, `rebuild` makes its derived rows anew, `shares` adds it up."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click

from civic.program import Program
from footprint.ledger import shares
from footprint.ledger.rebuild import rebuild
from footprint.ledger.shares import ActionSum
from footprint.ledger.verify import FURTHER_CHECKS, Verification, verify


@click.command(name="verify")
@click.pass_obj
def verify_command(program: Program) -> None:
    """Recompute every entry and hold every derived row against the ledger; it may be asked while the site serves."""
    app_services = program.services()
    start = time.monotonic()
    report = verify(app_services.database, app_services.calendar)
    click.echo(_checked(report))
    further = [line for check in app_services.registry.all(FURTHER_CHECKS) for line in check(app_services)]
    for difference in (*report.differences, *further):
        click.echo(f"differs: {difference}")
    if report.unlisted:
        click.echo(f"… and {report.unlisted:,} more")
    if report.differences or further:
        raise click.ClickException(f"{len(report.differences) + report.unlisted + len(further):,} differences")
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


_DAY = click.DateTime(["%Y-%m-%d"])
_MG_PER_KG = 1_000_000
_HEAD = ("action", "accounts", "entries", "of all", "kg", "low", "high", "of all")
_ROW = "{:<20}{:>10}{:>12}{:>9}{:>16}{:>16}{:>16}{:>9}"


@click.command(name="shares")
@click.option("--from", "first", type=_DAY, help="Only what happened from this day on.")
@click.option("--to", "last", type=_DAY, help="Only what happened until this day.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_obj
def shares_command(program: Program, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Tell what part each action has in the city's entries and kilograms, of all time or of some days."""
    if first and last and first > last:
        raise click.ClickException("--from lies after --to.")
    with program.services().database.read() as session:
        if first or last:
            sums = shares.of_days(session, first.date() if first else date.min, last.date() if last else date.max)
        else:
            sums = shares.of_all_time(session)
    rows = [_shares(one, sums) for one in sums]
    click.echo(json.dumps({"actions": rows}, indent=2) if as_json else "\n".join(_table(rows)))


def _shares(one: ActionSum, sums: Sequence[ActionSum]) -> dict[str, Any]:
    return {
        "action": one.action,
        "accounts": one.accounts,
        "entries": one.entries,
        "share_of_entries": shares.share(one.entries, sum(other.entries for other in sums)),
        "mid_mg": one.mid_mg,
        "low_mg": one.low_mg,
        "high_mg": one.high_mg,
        "share_of_kilograms": shares.share(one.mid_mg, sum(other.mid_mg for other in sums)),
    }


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield _ROW.format(*_HEAD)
    for row in rows:
        masses = [f"{row[name] / _MG_PER_KG:,.3f}" for name in ("mid_mg", "low_mg", "high_mg")]
        parts = [_percent(row["share_of_entries"]), *masses, _percent(row["share_of_kilograms"])]
        yield _ROW.format(row["action"], f"{row['accounts']:,}", f"{row['entries']:,}", *parts)


def _percent(part: float | None) -> str:
    return "–" if part is None else f"{part:.1%}"
