"""Staff roles, given and taken on the server's command line. Every change is in the audit book."""

import click

from civic.accounts import queries
from civic.accounts import services as accounts
from civic.accounts.hashing import HASHING
from civic.accounts.rules import ROLES, normal_password
from civic.accounts.totp import enrolment_url, make_secret
from civic.calendar import utc_now
from civic.codes import new_code, spoken
from civic.program import Program
from civic.services import Services

_PASSWORD_LENGTH = 16


@click.group()
def staff() -> None:
    """Who works for the city here: accounts and roles."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="A role to begin with.")
@click.pass_obj
def create(program: Program, name: str, role: str | None) -> None:
    """Make an account for NAME, who works here and keeps no diary; prints its first password."""
    app_services, password = program.services(), spoken(new_code(_PASSWORD_LENGTH)).replace(" ", "-")
    password_hash = app_services.get(HASHING).hash(normal_password(password))
    with app_services.database.write() as session:
        factor = accounts.create_staff(session, name, password_hash, role, utc_now())
    click.echo(f"{name}: {role or 'no role yet'}")
    click.echo(f"The first password, to be changed on the account page: {password}")
    if factor:
        _hand_over(app_services, factor)


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def grant(program: Program, name: str, role: str) -> None:
    """Give NAME a ROLE; with the first one comes a second factor. NAME is signed out everywhere."""
    app_services = program.services()
    with app_services.database.write() as session:
        factor = accounts.grant_role(session, name, role, utc_now())
    click.echo(f"{name}: {role}")
    if factor:
        _hand_over(app_services, factor)


@staff.command()
@click.argument("name")
@click.pass_obj
def renew(program: Program, name: str) -> None:
    """Give NAME another second factor, for a lost phone; who is signed out everywhere."""
    app_services = program.services()
    with app_services.database.write() as session:
        factor = accounts.renew_factor(session, name, utc_now())
    _hand_over(app_services, factor)


def _hand_over(app_services: Services, factor: accounts.NewFactor) -> None:
    """Prints the secret, this once."""
    secret = make_secret(app_services.settings.secret_key, factor.actor.account_id, factor.serial)
    click.echo("For an authenticator app, shown only now; hand it over in person:")
    click.echo(enrolment_url(secret, app_services.settings.hosts[0], factor.actor.nickname))


@staff.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def revoke(program: Program, name: str, role: str) -> None:
    """Take a ROLE from the account with the nickname NAME, who is signed out everywhere."""
    with program.services().database.write() as session:
        accounts.revoke_role(session, name, role, utc_now())
    click.echo(f"{name}: no longer {role}")


@staff.command(name="list")
@click.pass_obj
def list_staff(program: Program) -> None:
    """Print every nickname with a role, one a line."""
    with program.services().database.read() as session:
        for name, role in queries.staff(session):
            click.echo(f"{name}\t{role}")


commands: list[click.Command] = [staff]
