"""Many cities in one PostgreSQL database: a schema and a role each, by the file that the operations guide names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from civic.database import migrate
from civic.database.engine import Database
from civic.operations.backup import back_up, restore
from civic.scheduling.leadership import leadership
from tests.db.rows import everything, fill
from tests.servers import ROOT, Databases

ADD_CITY = (ROOT / "docs/operations/files/add-city.sql").read_text()


@pytest.fixture
def cities(databases: Databases) -> Iterator[tuple[Database, Database]]:
    """Two cities in one database, each seen by its own role, migrated."""
    url = databases.make("postgresql", migrated=False)
    name = make_url(url).database or ""
    found = []
    for city in ("north", "south"):
        databases.postgres.run_script(name, ADD_CITY, city=f"{city}_{name}", password="'secret'")
        found.append(Database(databases.postgres.url(name, user=f"city_{city}_{name}")))
        migrate.upgrade(found[-1])
    yield found[0], found[1]
    for database in found:
        database.dispose()
    databases.drop(url)


def test_what_one_city_writes_the_other_does_not_have(cities: tuple[Database, Database], tmp_path: Path) -> None:
    north, south = cities
    empty = everything(south)
    fill(north)
    assert everything(south) == empty
    back_up(north, tmp_path / "north.zip", "zhenjiang")
    restore(south, tmp_path / "north.zip", "zhenjiang")
    assert everything(south) == everything(north)
    migrate.downgrade(north, "base")
    assert migrate.is_current(south)


def test_a_role_may_not_look_into_another_city(cities: tuple[Database, Database]) -> None:
    north, south = cities
    schema = make_url(south.url).username or ""
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), north.engine.connect() as connection:
        connection.execute(sa.text(f'SELECT * FROM "{schema.removeprefix("city_")}".resident'))


def test_each_city_has_a_leader_of_its_own(cities: tuple[Database, Database], tmp_path: Path) -> None:
    leads = [leadership(database, tmp_path) for database in (*cities, *cities)]
    assert [lead.claim() for lead in leads] == [True, True, False, False]
    for lead in leads:
        lead.release()
