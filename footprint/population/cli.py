"""`tongxing demo`: fills an empty database with an invented population."""

import time

import click

from civic.calendar import utc_now
from civic.program import Program
from footprint.population.additions import DEMO_ADDITIONS
from footprint.population.services import ACCOUNTS, PASSWORD, populate
from footprint.resources import LEDGER


@click.command()
@click.option("--residents", default=2_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366))
@click.option("--seed", default=2026, show_default=True)
@click.pass_obj
def demo(program: Program, residents: int, days: int, seed: int) -> None:
    """Fill an empty database with invented residents who did things until now.

    The same seed, numbers and pack make the same city on the same day.
    """
    app_services = program.services()
    if not app_services.settings.demo:
        raise click.ClickException("this is no demonstration: set TONGXING_DEMO=yes for a database made for one")
    started = time.perf_counter()
    counts = populate(
        app_services.database,
        app_services.city,
        app_services.get(LEDGER),
        residents=residents,
        days=days,
        seed=seed,
        now=utc_now(),
    )
    for add in app_services.registry.all(DEMO_ADDITIONS):
        add(app_services, seed, utc_now())
    took = time.perf_counter() - started
    click.echo(f"{counts.residents:,} residents, {counts.entries:,} entries, {counts.undone:,} undone, in {took:.1f} s")
    click.echo(f"Accounts: {', '.join(ACCOUNTS)}; the password of all three is {PASSWORD}")
