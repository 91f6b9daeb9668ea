"""Staff roles, given and taken on the server's command line. Every change is in the audit book."""

from collections.abc import Callable

import click

from civic.calendar import utc_now
from civic.residents import queries
from civic.residents import services as residents
from civic.residents.rules import ROLES
from civic.web import Services


@click.group()
def staff() -> None:
    """Who works for the city here: grant, revoke and list roles."""


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def grant(services: Callable[[], Services], name: str, role: str) -> None:
    """Give the resident with the nickname NAME a ROLE."""
    with services().database.write() as session:
        residents.grant_role(session, name, role, utc_now())
    click.echo(f"{name}: {role}")


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def revoke(services: Callable[[], Services], name: str, role: str) -> None:
    """Take a ROLE from the resident with the nickname NAME, who is signed out everywhere."""
    with services().database.write() as session:
        residents.revoke_role(session, name, role, utc_now())
    click.echo(f"{name}: no longer {role}")


@staff.command(name="list")
@click.pass_obj
def list_staff(services: Callable[[], Services]) -> None:
    """Print every nickname with a role, one a line."""
    with services().database.read() as session:
        for name, role in queries.staff(session):
            click.echo(f"{name}\t{role}")


commands: list[click.Command] = [staff]
