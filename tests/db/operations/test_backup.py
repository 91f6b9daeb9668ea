"""Backup and restore: everything comes back, into either database, all of it or nothing."""

import hashlib
import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from civic.database import migrate
from civic.database.engine import Database
from civic.operations.backup import BackupError, back_up, restore
from tests.db.rows import everything, fill
from tests.servers import Databases

NewDatabase = Callable[..., Database]
CITY = "zhenjiang"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@dataclass(frozen=True)
class Kept:
    """A full database with a backup of it, for tests in which nothing may change."""

    database: Database
    backup: Path
    rows: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def all_kept(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Kept]:
    """One of each kind, made when first asked for."""
    folder = tmp_path_factory.mktemp("kept")

    @cache
    def find(dialect: str) -> Kept:
        database = Database(databases.make(dialect))
        fill(database)
        back_up(database, folder / f"{dialect}.zip", CITY)
        return Kept(database, folder / f"{dialect}.zip", everything(database))

    return find


@pytest.fixture
def kept(all_kept: Callable[[str], Kept], dialect: str, archive: Path) -> Kept:
    """One whose backup lies in the test's own `archive`, to be spoilt."""
    shutil.copy(all_kept(dialect).backup, archive)
    return all_kept(dialect)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_everything_comes_back_in_either_database(
    database: Database, new_database: NewDatabase, archive: Path, target: str
) -> None:
    fill(database)
    copy = new_database(target, migrated=False)
    notes = back_up(database, archive, CITY)
    assert restore(copy, archive, CITY) == notes
    assert everything(copy) == everything(database)
    assert back_up(copy, archive.with_name("again.zip"), CITY) == notes, "the same rows are the same text in either"


def test_new_rows_get_numbers_after_the_restored_ones(
    database: Database, new_database: NewDatabase, archive: Path, dialect: str
) -> None:
    fill(database)
    back_up(database, archive, CITY)
    copy = new_database(dialect, migrated=False)
    restore(copy, archive, CITY)
    with copy.engine.begin() as connection:
        household = connection.execute(
            sa.text("INSERT INTO household (created_at) VALUES ('2026-01-01 00:00:00') RETURNING id")
        ).scalar_one()
    assert household > 7


def test_the_ledger_stays_append_only(
    database: Database, new_database: NewDatabase, archive: Path, dialect: str
) -> None:
    fill(database)
    back_up(database, archive, CITY)
    copy = new_database(dialect, migrated=False)
    restore(copy, archive, CITY)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), copy.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM entry"))


def test_rows_are_not_thrown_away_unasked(database: Database, archive: Path) -> None:
    empty = everything(database)
    back_up(database, archive, CITY)
    fill(database)
    before = everything(database)
    with pytest.raises(BackupError, match="--replace"):
        restore(database, archive, CITY)
    assert everything(database) == before
    restore(database, archive, CITY, replace=True)
    assert everything(database) == empty != before


def spoil(archive: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Rewrites the archive with its members changed."""
    with zipfile.ZipFile(archive) as whole:
        members = {name: change(name, whole.read(name)) for name in whole.namelist()}
    with zipfile.ZipFile(archive, "w") as spoilt:
        for name, content in members.items():
            spoilt.writestr(name, content)


DAMAGE: dict[str, Callable[[str, bytes], bytes]] = {
    "a row is missing": lambda name, content: content[: content.find(b"\n") + 1] if "resident.tsv" in name else content,
    "a figure was changed": lambda name, content: content.replace(b"\t7\t", b"\t8\t") if "entry" in name else content,
    "a column too many": lambda name, content: content.replace(b"\n", b"\t1\n") if "household" in name else content,
    "a number is a word": lambda name, content: b"x" + content if "household" in name else content,
    "not UTF-8": lambda name, content: content.replace("灯".encode(), b"\xff\xfe") if "entry" in name else content,
    "no manifest": lambda name, content: b"" if name == "manifest.json" else content,
    "a manifest that is a list": lambda name, content: b"[]" if name == "manifest.json" else content,
    "a manifest deep as a well": lambda name, content: b"[" * 200_000 if name == "manifest.json" else content,
    "a manifest without end": lambda name, content: content + b" " * (2 << 20) if name == "manifest.json" else content,
    "a line without end": lambda name, content: b"1" * (65 << 20) if "household" in name else content,
    "another format": lambda name, content: content.replace(b"backup-1", b"backup-9"),
    "another table": lambda name, content: content.replace(b'"household"', b'"alembic_version"'),
    "another column": lambda name, content: content.replace(b'"created_at"', b'"created_by"'),
    "a newer schema": lambda name, content: content.replace(b'"revision": "0', b'"revision": "9'),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_archive_changes_nothing(kept: Kept, archive: Path, damage: Callable[[str, bytes], bytes]) -> None:
    spoil(archive, damage)
    with pytest.raises(BackupError):
        restore(kept.database, archive, CITY, replace=True)
    assert everything(kept.database) == kept.rows


@pytest.mark.parametrize("cut", [0, 10, 0.5])
def test_a_broken_off_archive_is_refused(kept: Kept, archive: Path, cut: float) -> None:
    content = archive.read_bytes()
    archive.write_bytes(content[: int(cut * len(content)) if cut < 1 else int(cut)])
    with pytest.raises(BackupError):
        restore(kept.database, archive, CITY, replace=True)


def test_an_archive_is_private_and_never_overwritten(database: Database, archive: Path) -> None:
    back_up(database, archive, CITY)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="exists"):
        back_up(database, archive, CITY)


def test_a_failed_backup_leaves_no_file(new_database: NewDatabase, dialect: str, archive: Path) -> None:
    with pytest.raises(BackupError, match="empty"):
        back_up(new_database(dialect, migrated=False), archive, CITY)
    assert list(archive.parent.glob("backup.zip*")) == []


def test_an_older_schema_is_upgraded_on_the_way(new_database: NewDatabase, archive: Path, dialect: str) -> None:
    database = new_database(dialect, migrated=False)
    migrate.upgrade(database, "0001")
    fill(database)
    back_up(database, archive, CITY)
    assert json.loads(zipfile.ZipFile(archive).read("manifest.json"))["revision"] == "0001"
    copy = new_database(dialect, migrated=False)
    restore(copy, archive, CITY)
    assert migrate.is_current(copy)


def test_a_backup_is_one_moment_while_others_write(
    database: Database, new_database: NewDatabase, archive: Path, dialect: str
) -> None:
    """Every household gets an audit line in the same transaction: in any moment there are as many of each."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.write() as session:
                session.execute(sa.text("INSERT INTO household (created_at) VALUES ('2026-01-01 00:00:00')"))
                session.execute(
                    sa.text("INSERT INTO frozen_season SELECT 's' || count(*), '2026-01-01 00:00:00' FROM household")
                )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            notes = {note.name: note.rows for note in back_up(database, archive.with_name(f"{number}.zip"), CITY)}
            assert notes["household"] == notes["frozen_season"]
    finally:
        stop.set()
        writer.join()
    assert notes["household"] > 0


def test_an_archive_without_a_table_is_refused(kept: Kept, archive: Path) -> None:
    with zipfile.ZipFile(archive) as whole:
        members = {name: whole.read(name) for name in whole.namelist() if "entry.tsv" not in name}
    with zipfile.ZipFile(archive, "w") as spoilt:
        for name, content in members.items():
            spoilt.writestr(name, content)
    with pytest.raises(BackupError, match="lacks the rows of"):
        restore(kept.database, archive, CITY, replace=True)
    assert everything(kept.database) == kept.rows


def test_a_word_where_a_number_stands_is_refused_though_every_sum_fits(kept: Kept, archive: Path) -> None:
    with zipfile.ZipFile(archive) as whole:
        rows = whole.read("tables/resident_total.tsv")
    assert rows, "there are totals"
    words = b"".join(line[: line.rindex(b"\t")] + b"\tmany\n" for line in rows.splitlines())
    old, new = (hashlib.sha256(text).hexdigest().encode() for text in (rows, words))
    spoil(
        archive,
        lambda name, content: words if name == "tables/resident_total.tsv" else content.replace(old, new),
    )
    with pytest.raises(BackupError, match=r"resident_total|bigint"):
        restore(kept.database, archive, CITY, replace=True)


def test_another_citys_archive_is_refused(database: Database, archive: Path) -> None:
    back_up(database, archive, "harbour")
    with pytest.raises(BackupError, match="backup of harbour"):
        restore(database, archive, CITY, replace=True)


def test_a_link_in_the_way_is_not_followed(database: Database, archive: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept")
    archive.with_name("backup.zip.unfinished").symlink_to(precious)
    back_up(database, archive, CITY)
    assert precious.read_text() == "kept"
    assert zipfile.is_zipfile(archive)
