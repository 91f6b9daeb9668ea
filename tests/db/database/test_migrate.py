"""Migrations: up and down on both databases with rows present, and never a row lost to foreign keys."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

import civic.app  # noqa: F401 (it imports every model)
from civic.database import migrate
from civic.database.engine import Database
from tests.db.rows import everything, fill
from tests.servers import Databases

NewDatabase = Callable[..., Database]


def test_models_and_migrations_say_the_same(database: Database) -> None:
    assert migrate.is_current(database)
    assert migrate.differences(database) == []


class WayDown:
    """Databases full of rows that go down, each revision once; the newest is asked for first."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._reached: dict[str, tuple[str, Database]] = {}

    def at(self, dialect: str, revision: str) -> Database:
        """The database of that kind as it is at a revision; the next one asked for is below."""
        at, database = self._reached.get(dialect, ("", None))
        if database is None or at < revision:
            database = Database(self._databases.make(dialect))
            fill(database)
        if migrate.current(database) != revision:
            migrate.downgrade(database, revision)
        self._reached[dialect] = (revision, database)
        return database


@pytest.fixture(scope="module")
def way_down(databases: Databases) -> WayDown:
    return WayDown(databases)


def schema(database: Database) -> list[tuple[object, ...]]:
    """Columns, keys, indexes and triggers, as the database tells of them; without types, defaults and
    names of constraints, where a way down may leave another one. What those must be at the end, `differences` knows."""
    with database.engine.connect() as connection:
        parts = [connection.exec_driver_sql(asked).all() for asked in _SCHEMA[database.dialect]]
    return sorted((tuple(row) for rows in parts for row in rows), key=repr)


_SCHEMA = {
    "sqlite": (
        """SELECT m.name, c.name, c."notnull", c.pk FROM sqlite_master m
           JOIN pragma_table_info(m.name) c WHERE m.type = 'table'""",
        """SELECT m.name, f."from", f."table", f."to", f.on_delete FROM sqlite_master m
           JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'""",
        """SELECT m.name, i."unique", i.origin, i.partial, group_concat(c.name) FROM sqlite_master m
           JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c WHERE m.type = 'table'
           GROUP BY m.name, i.name""",
        """SELECT type, name, tbl_name, replace(replace(sql, '"', ''), '\n', ' ') FROM sqlite_master
           WHERE type = 'trigger' OR (type = 'index' AND sql IS NOT NULL)""",
    ),
    "postgresql": (
        """SELECT table_name, column_name, is_nullable FROM information_schema.columns
           WHERE table_schema = 'public'""",
        """SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = 'public'::regnamespace""",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    ),
}


@pytest.mark.parametrize("revision", migrate.revisions())
def test_every_revision_goes_down_and_up_again_with_rows_present(
    way_down: WayDown, dialect: str, revision: str
) -> None:
    """Each alone: what is below it is the next one's matter."""
    database = way_down.at(dialect, revision)
    before = schema(database)
    migrate.downgrade(database, f"{revision}-1" if revision != "0001" else "base")
    assert migrate.current(database) != revision
    migrate.upgrade(database, revision)
    assert schema(database) == before


_LANDINGS = [*migrate.revisions()[30:-1:30], "0001"]


@pytest.mark.parametrize("revision", _LANDINGS)
def test_rows_of_an_old_version_go_all_the_way_up(
    new_database: NewDatabase, way_down: WayDown, dialect: str, revision: str
) -> None:
    database = new_database(dialect, like=way_down.at(dialect, revision))
    assert not migrate.is_current(database)
    migrate.upgrade(database)
    assert migrate.is_current(database)
    assert migrate.differences(database) == []


def test_nothing_is_left_below_the_first_revision(database: Database) -> None:
    fill(database)
    migrate.downgrade(database, "base")
    with database.engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    fill(database)
    before = everything(database)
    migrate.upgrade(database)
    assert everything(database) == before


def test_a_bare_database_is_not_current(new_database: NewDatabase, dialect: str) -> None:
    database = new_database(dialect, migrated=False)
    assert migrate.current(database) is None
    assert not migrate.is_current(database)


def family(new_database: NewDatabase, dialect: str) -> Database:
    """A parent with a child that would be deleted with it."""
    database = new_database(dialect, migrated=False)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)")
        connection.exec_driver_sql(
            "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id) ON DELETE CASCADE)"
        )
        connection.exec_driver_sql("INSERT INTO parent VALUES (1, 'one')")
        connection.exec_driver_sql("INSERT INTO child VALUES (1, 1)")
    return database


def children(database: Database) -> int:
    with database.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM child").scalar_one()


def test_altering_a_parent_keeps_its_children(new_database: NewDatabase, dialect: str) -> None:
    database = family(new_database, dialect)
    with migrate.run(database) as migration:
        operations = Operations(MigrationContext.configure(migration.connection))
        with operations.batch_alter_table("parent") as parent:
            parent.alter_column("name", new_column_name="title")
    assert children(database) == 1


def test_a_run_that_leaves_a_dangling_row_is_undone(new_database: NewDatabase) -> None:
    database = family(new_database, "sqlite")
    with pytest.raises(migrate.DanglingError, match="child"), migrate.run(database) as migration:
        migration.connection.exec_driver_sql("DELETE FROM parent")
    assert children(database) == 1


def test_foreign_keys_hold_again_after_a_run(new_database: NewDatabase) -> None:
    database = family(new_database, "sqlite")
    with migrate.run(database):
        pass
    with pytest.raises(sa.exc.IntegrityError), database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO child VALUES (2, 99)")
