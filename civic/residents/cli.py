"""Staff roles, given and taken on the server's command line. Every change is in the audit book."""

import click

from civic.calendar import utc_now
from civic.program import Program
from civic.residents import queries
from civic.residents import services as residents
from civic.residents.rules import ROLES
from civic.residents.totp import enrolment_url, make_secret
from civic.services import Services


@click.group()
def staff() -> None:
    """Who works for the city here: grant, revoke and list roles."""


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def grant(program: Program, name: str, role: str) -> None:
    """Give the resident with the nickname NAME a ROLE; with the first one comes a second factor."""
    house = program.services()
    with house.database.write() as session:
        factor = residents.grant_role(session, name, role, utc_now())
    click.echo(f"{name}: {role}")
    if factor:
        _hand_over(house, factor)


@staff.command()
@click.argument("name")
@click.pass_obj
def renew(program: Program, name: str) -> None:
    """Give NAME another second factor, for a lost phone; who is signed out everywhere."""
    house = program.services()
    with house.database.write() as session:
        factor = residents.renew_factor(session, name, utc_now())
    _hand_over(house, factor)


def _hand_over(house: Services, factor: residents.Factor) -> None:
    """Prints the secret, this once."""
    secret = make_secret(house.settings.secret_key, factor.actor.id, factor.serial)
    click.echo("For an authenticator app, shown only now; hand it over in person:")
    click.echo(enrolment_url(secret, house.settings.hosts[0], factor.actor.nickname))


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def revoke(program: Program, name: str, role: str) -> None:
    """Take a ROLE from the resident with the nickname NAME, who is signed out everywhere."""
    with program.services().database.write() as session:
        residents.revoke_role(session, name, role, utc_now())
    click.echo(f"{name}: no longer {role}")


@staff.command(name="list")
@click.pass_obj
def list_staff(program: Program) -> None:
    """Print every nickname with a role, one a line."""
    with program.services().database.read() as session:
        for name, role in queries.staff(session):
            click.echo(f"{name}\t{role}")
