"""The database itself refuses every change of an entry, whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.db.ledger.town import Town


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET mid_mg = 1",
        "UPDATE entry SET mid_mg = mid_mg WHERE id = 1",
        "DELETE FROM entry",
        "DELETE FROM resident",
        "INSERT INTO entry SELECT * FROM entry",
    ],
)
def test_a_change_is_refused(town: Town, statement: str) -> None:
    entry = town.log(town.move_in())
    with pytest.raises(DBAPIError), town.database.engine.begin() as connection:
        connection.execute(text(statement))
    assert town.entry(entry).mid_mg == 41_700


def test_emptying_the_table_is_refused(town: Town) -> None:
    town.log(town.move_in())
    if town.database.dialect == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match="append-only"):
        town.tamper("TRUNCATE entry CASCADE")


@pytest.mark.parametrize("same", [("resident_id", "key"), ("reverses_id",)])
def test_what_must_be_unique_is(town: Town, same: tuple[str, ...]) -> None:
    ann = town.move_in()
    town.undo(ann, town.log(ann))
    names = [name for name in _columns(town) if name != "id"]
    copied = ", ".join(name if name in same else _OTHER.get(name, name) for name in names)
    with pytest.raises(DBAPIError, match=r"(?i)unique"):
        town.tamper(f"INSERT INTO entry ({', '.join(names)}) SELECT {copied} FROM entry WHERE reverses_id IS NOT NULL")


_OTHER = {"key": "'another key'", "reverses_id": "NULL"}


def _columns(town: Town) -> list[str]:
    with town.database.engine.connect() as connection:
        return list(connection.execute(text("SELECT * FROM entry")).keys())
