"""The command `restate`: totals as today's catalogue computes them, beside totals as they were recorded."""

from collections.abc import Iterator, Sequence

import click

from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from civic.program import Program
from footprint.ledger.models import Restatement
from footprint.ledger.restate import restate
from footprint.method.queries import restatements
from footprint.resources import LEDGER

_MG_PER_KG = 1_000_000
_HEAD = ("group", "entries", "recorded kg", "low", "high", "restated kg", "low", "high", "difference", "not computed")
_ROW = "{:<20}{:>12}{:>16}{:>14}{:>14}{:>16}{:>14}{:>14}{:>12}{:>14}"


@click.command(name="restate")
@click.pass_obj
def restate_command(program: Program) -> None:
    """Compute totals with today's catalogue, beside those recorded; the page of changes shows them from then on."""
    app_services = program.services()
    restate(app_services.database, app_services.get(LEDGER), utc_now())
    with app_services.database.read() as session:
        click.echo("\n".join(_table(restatements(session))))
    click.echo(f"groups in which fewer than {MINIMUM} residents took part, or have a difference, are left out")


def _table(rows: Sequence[Restatement]) -> Iterator[str]:
    yield _ROW.format(*_HEAD)
    for row in rows:
        masses = [
            *(row.recorded_mid_mg, row.recorded_low_mg, row.recorded_high_mg),
            *(row.restated_mid_mg, row.restated_low_mg, row.restated_high_mg),
        ]
        kilograms = [f"{mg / _MG_PER_KG:,.3f}" for mg in masses]
        yield _ROW.format(row.action_group, f"{row.entries:,}", *kilograms, _difference(row), f"{row.kept_entries:,}")


def _difference(row: Restatement) -> str:
    """In hundredths of what was recorded."""
    if not row.recorded_mid_mg:
        return "–"
    return f"{(row.restated_mid_mg - row.recorded_mid_mg) / row.recorded_mid_mg:+.2%}"
