"""Backup and restore: one archive format for both databases, so a city can move from SQLite to PostgreSQL with it.

An archive is a zip of one text a table (see `table_text`) and a manifest: the schema's revision, and each table's
columns, row count and SHA-256. It is taken online, from one snapshot, while the site serves. Restoring is one
transaction: it makes the schema of that revision, fills it, checks every sum, and upgrades to this program's schema;
a failure on the way leaves the database as it was.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, func, select

from civic.calendar import utc_now
from civic.database import migrate
from civic.database.engine import Database
from civic.operations.table_text import WrongValue, read_rows, write_rows

_FORMAT = "tongxing-backup-1"
_MANIFEST = "manifest.json"
_PIECE_BYTES = 1 << 20
_MOST_MANIFEST_BYTES = 1 << 20
_LONGEST_LINE_BYTES = 64 << 20
"""A row with a picture is the longest; it is held in memory whole."""
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError, NotImplementedError),
    *(migrate.DanglingError, WrongValue),
)


class BackupError(Exception):
    """A backup that cannot be made or restored; the message says why. Nothing was changed."""


@dataclass(frozen=True)
class TableNote:
    """What the manifest says of a table."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


def back_up(database: Database, file: Path, city: str) -> list[TableNote]:
    """Writes the archive of that city; readable by its owner only, and there only once it is complete.

    Raises:
        BackupError: the file exists, or the database was never migrated.
    """
    if file.exists():
        raise BackupError(f"{file} exists already")
    unfinished = file.with_name(file.name + ".unfinished")
    with _snapshot(database) as connection, _private(unfinished) as raw:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise BackupError("the database is empty; there is nothing to back up")
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            notes = [_write_table(archive, connection, table) for table in _tables(connection)]
            archive.writestr(_MANIFEST, _manifest(database, city, revision, notes))
    unfinished.replace(file)
    return notes


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    with database.engine.connect() as connection:
        if database.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def _private(file: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner only, on the disk when the block ends and gone when it fails.

    What lies there under its name is removed and never written to: it may be a link to somewhere else.
    """
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as handle:
        try:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        except BaseException:
            file.unlink()
            raise


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are, those pointed at before those that point."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> TableNote:
    digest, rows = hashlib.sha256(), 0
    with archive.open(_member(table.name), "w", force_zip64=True) as member:
        for piece in write_rows(connection, table):
            digest.update(piece)
            rows += piece.count(b"\n")
            member.write(piece)
    return TableNote(table.name, [column.name for column in table.columns], rows, digest.hexdigest())


def _member(table: str) -> str:
    return f"tables/{table}.tsv"


def _manifest(database: Database, city: str, revision: str, notes: list[TableNote]) -> str:
    head = {
        "format": _FORMAT,
        "city": city,
        "made_at": utc_now().isoformat(),
        "database": database.dialect,
        "revision": revision,
    }
    return json.dumps({**head, "tables": [asdict(note) for note in notes]}, indent=1)


def restore(
    database: Database,
    file: Path,
    city: str,
    *,
    replace: bool = False,
    settled: Callable[[Connection], AbstractContextManager[None]] = lambda _connection: nullcontext(),
) -> list[TableNote]:
    """Fills the database from an archive of that city and upgrades its schema to the newest.

    Args:
        replace: throw away the rows that are there; without it they are a reason to refuse.
        settled: entered before the old rows go, and left once the new ones are there, in the same transaction.

    Raises:
        BackupError: not an archive, damaged, of another city, from a newer program, or rows would be lost.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            revision, notes = _read_manifest(archive, city)
            with migrate.run(database) as migration:
                if not replace:
                    _refuse_rows(migration.connection)
                with settled(migration.connection):
                    migration.clear()
                    migration.upgrade(revision)
                    _fill(migration.connection, archive, notes)
                    migration.upgrade()
    except (*_DAMAGE, database.engine.dialect.loaded_dbapi.Error) as error:
        raise BackupError(f"{file} is not a backup or is damaged: {error}") from error
    return notes


def _read_manifest(archive: zipfile.ZipFile, city: str) -> tuple[str, list[TableNote]]:
    try:
        manifest: dict[str, Any] = json.loads(_manifest_text(archive))
        if manifest["format"] != _FORMAT:
            raise BackupError(f"this is a {manifest['format']} archive; this program reads {_FORMAT}")
        notes = [TableNote(**note) for note in manifest["tables"]]
        revision, whose = str(manifest["revision"]), manifest.get("city", city)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BackupError(f"the archive has no usable {_MANIFEST}: {error}") from error
    if whose != city:
        raise BackupError(f"this is a backup of {whose}, and this is the database of {city}")
    if not migrate.knows(revision):
        raise BackupError(f"the archive has schema {revision}, which this version does not know; use a newer one")
    return revision, notes


def _manifest_text(archive: zipfile.ZipFile) -> bytes:
    with archive.open(_MANIFEST) as member:
        text = member.read(_MOST_MANIFEST_BYTES + 1)
    if len(text) > _MOST_MANIFEST_BYTES:
        raise ValueError("it is far too long")
    return text


def _refuse_rows(connection: Connection) -> None:
    for table in _tables(connection):
        if connection.execute(select(1).select_from(table).limit(1)).first():
            raise BackupError(f"the database has rows already (in {table.name}); --replace throws them away")


def _fill(connection: Connection, archive: zipfile.ZipFile, notes: list[TableNote]) -> None:
    tables = {table.name: table for table in _tables(connection)}
    if set(tables) != {note.name for note in notes}:
        raise BackupError("the archive's tables are not those of its schema")
    for note in notes:
        table = tables[note.name]
        if {column.name for column in table.columns} != set(note.columns):
            raise BackupError(f"the archive's columns of {note.name} are not those of its schema")
        digest = hashlib.sha256()
        read_rows(connection, table, note.columns, _pieces(archive, note.name, digest.update))
        rows = connection.scalar(select(func.count()).select_from(table))
        if digest.hexdigest() != note.sha256 or rows != note.rows:
            raise BackupError(f"the archive's rows of {note.name} are damaged")


def _pieces(archive: zipfile.ZipFile, table: str, seen: Callable[[bytes], None]) -> Iterator[bytes]:
    """The text of a table, piece by piece.

    Raises:
        BackupError: it is not in the archive, or one of its lines is longer than any row.
    """
    if _member(table) not in archive.namelist():
        raise BackupError(f"the archive lacks the rows of {table}")
    line_bytes = 0
    with archive.open(_member(table)) as member:
        while piece := member.read(_PIECE_BYTES):
            end = piece.rfind(b"\n")
            line_bytes = line_bytes + len(piece) if end < 0 else len(piece) - end
            if line_bytes > _LONGEST_LINE_BYTES:
                raise BackupError(f"the archive has a row of {table} that is longer than any can be")
            seen(piece)
            yield piece
