"""Commands of who runs the server: `serve`, `db`, `backup`, `restore`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from civic.database.migrate import downgrade, run, upgrade
from civic.operations.backup import BackupError, TableNote, back_up, restore
from civic.operations.state import note_backup
from civic.program import Program
from civic.residents import erased
from civic.services import Services


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
    note_backup(program.services().settings.instance_dir)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Throw away the rows that the database has now.")
@click.option(
    "--erased",
    "lists",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="One more list of people who were erased, from another server's instance folder.",
)
@click.pass_obj
def restore_command(program: Program, file: Path, replace: bool, lists: tuple[Path, ...]) -> None:
    """Fill the database from FILE, all of it or nothing. Stop the site first.

    Who was erased since the backup was made is erased again, everybody signs in anew, and staff need new second
    factors: tongxing staff renew NAME.
    """
    app_services = program.services()
    with _clearly():
        settling = Settling(app_services, lists)
        notes = restore(app_services.database, file, app_services.city.id, replace=replace, settled=settling)
        _report("Restored", notes)
    click.echo(f"Erased again: {settling.count}. Everybody signs in anew; staff need: tongxing staff renew NAME.")


class Settling:
    """Carries over who was erased, from the database that goes and from the lists, to the one that comes."""

    def __init__(self, app_services: Services, lists: Iterable[Path]) -> None:
        self._app_services = app_services
        folder = app_services.settings.instance_dir
        self._listed = {one: at for file in (folder / erased.FILE, *lists) for one, at in erased.read(file).items()}
        self.count = 0

    @contextmanager
    def __call__(self, connection: Connection) -> Iterator[None]:
        """Around a restore, in its transaction."""
        everybody = {**self._listed, **erased.known_to(connection)}
        yield
        with Session(connection) as session:
            self.count = erased.settle(session, self._app_services.registry, everybody)
            session.flush()
        erased.note(self._app_services.settings.instance_dir, everybody)


def _report(done: str, notes: list[TableNote]) -> None:
    click.echo(f"{done} {sum(note.rows for note in notes):,} rows of {len(notes)} tables.")


@contextmanager
def _clearly() -> Iterator[None]:
    try:
        yield
    except (BackupError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
