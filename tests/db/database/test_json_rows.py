"""Rows within a row: typed, of that row alone, and no column in another's place."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from civic.accounts.models import Account
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from civic.residents.models import FormerMember, Household, Resident

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
HOMES, PEOPLE = Household.__table__, Resident.__table__
PLACED = Resident.subdistrict_id.is_not(None).label("is_placed")


@dataclass(frozen=True)
class Lodger:
    """A resident as one row."""

    id: int
    is_placed: bool
    created_at: datetime
    subdistrict_id: str | None


LODGERS = select(Resident.id, PLACED, Resident.created_at, Resident.subdistrict_id).where(
    Resident.household_id == Household.id
)


@pytest.fixture
def homes(database: Database) -> Database:
    """Two homes, with one resident and two."""
    with database.write() as session:
        session.execute(insert(Household), [{"id": number, "created_at": NOW} for number in (1, 2)])
        session.add_all(Account(id=10 + number, created_at=NOW) for number in (1, 2, 3))
        session.flush()
        people = [(1, 1, None), (2, 2, "park"), (3, 2, None)]
        session.execute(
            insert(Resident),
            [
                {
                    "id": number,
                    "account_id": 10 + number,
                    "household_id": home,
                    "subdistrict_id": part,
                    "created_at": NOW,
                }
                for number, home, part in people
            ],
        )
    return database


def test_each_row_brings_its_own_rows_back_as_they_were(homes: Database) -> None:
    lodgers = JsonRows(Lodger, LODGERS, of=HOMES)
    with homes.read() as session:
        found = {number: lodgers.read(text) for number, text in session.execute(select(Household.id, lodgers.column))}
    assert found[1] == [Lodger(1, False, NOW, None)]
    assert sorted(found[2], key=lambda one: one.id) == [Lodger(2, True, NOW, "park"), Lodger(3, False, NOW, None)]


def test_nothing_is_an_empty_list(homes: Database) -> None:
    lodgers = JsonRows(Lodger, LODGERS.where(Resident.id > 9), of=HOMES)
    with homes.read() as session:
        assert [lodgers.read(text) for text in session.scalars(select(lodgers.column).select_from(Household))] == [
            [],
            [],
        ]
    assert lodgers.read(None) == []


@pytest.mark.parametrize(
    "query",
    [
        select(PLACED, Resident.id, Resident.created_at, Resident.subdistrict_id),
        select(Resident.id, PLACED, Resident.created_at),
    ],
)
def test_columns_in_another_order_are_refused(query: object) -> None:
    with pytest.raises(TypeError, match="Lodger has the fields"):
        JsonRows(Lodger, query)  # type: ignore[arg-type]


def test_a_query_that_forgets_whose_rows_it_reads_is_refused() -> None:
    everybody = select(Resident.id, PLACED, Resident.created_at, Resident.subdistrict_id)
    moved = select(FormerMember.resident_id).where(FormerMember.household_id == Household.id)
    for query in (everybody, everybody.where(Resident.id.in_(moved.correlate(None)))):
        with pytest.raises(ValueError, match="does not belong to one row of household"):
            JsonRows(Lodger, query, of=HOMES)


def test_a_type_that_json_cannot_bring_back_is_refused() -> None:
    @dataclass
    class Odd:
        id: complex

    with pytest.raises(TypeError, match="complex"):
        JsonRows(Odd, select(Resident.id))
