"""Commands of who runs the server: `serve`, `db`, `backup`, `restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from civic.database.migrate import downgrade, run, upgrade
from civic.operations.backup import BackupError, TableNote, back_up, restore
from civic.program import Program


@click.group(name="db")
def db() -> None:
    """The database's schema."""


@db.command("upgrade")
@click.argument("revision", default="head")
@click.pass_obj
def _upgrade(program: Program, revision: str) -> None:
    """Bring the schema up to date (or to REVISION); rows stay."""
    upgrade(program.services().database, revision)


@db.command("downgrade")
@click.argument("revision")
@click.pass_obj
def _downgrade(program: Program, revision: str) -> None:
    """Take the schema back to REVISION. Back up first: what newer revisions added is lost."""
    downgrade(program.services().database, revision)


@db.command("draft")
@click.argument("message")
@click.pass_obj
def _draft(program: Program, message: str) -> None:
    """For developers: write a revision file from what the models say and the database lacks."""
    with run(program.services().database) as migration:
        click.echo(migration.draft(message).path)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup_command(program: Program, file: Path) -> None:
    """Write everything in the database to FILE, while the site goes on serving."""
    with _clearly():
        _report("Backed up", back_up(program.services().database, file, program.services().city.id))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Throw away the rows that the database has now.")
@click.pass_obj
def restore_command(program: Program, file: Path, replace: bool) -> None:
    """Fill the database from FILE, all of it or nothing. Stop the site first."""
    with _clearly():
        _report("Restored", restore(program.services().database, file, program.services().city.id, replace=replace))


def _report(done: str, notes: list[TableNote]) -> None:
    click.echo(f"{done} {sum(note.rows for note in notes):,} rows of {len(notes)} tables.")


@contextmanager
def _clearly() -> Iterator[None]:
    try:
        yield
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
