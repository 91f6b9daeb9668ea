"""A city's rows: everybody who lives in a small city, many times over, with all that is theirs."""

from typing import Any

from sqlalchemy import Column, Connection, String, Table, UniqueConstraint, cast, func, insert, literal, select, true

from civic.database.base import Base
from civic.database.engine import Database
from civic.operations.jobs import OPTIMIZE

PEOPLE = (
    "audit_entry",
    "signin_failure",
    "account",
    "household",
    "resident",
    "baseline_answers",
    "device",
    "entry",
    "anyway_question",
    "resident_total",
    "action_total",
    "year_total",
    "late_line",
    "mail_address",
    "message",
    "picture",
    "posting",
    "resident_card",
    "track_consent",
    "moderation_case",
    "moderation_message",
    "moderation_report",
    "certificate",
    "family",
    "family_member",
    "painting",
    "pledge",
    "story",
    "participant",
    "registration",
    "attendance",
    "event_feedback",
    "ride",
    "ride_mark",
    "voucher",
    "board_member",
    "board_wish",
    "person_row",
)
"""Tables of people and of what they do, which grow with the city; parents first."""
_APART = 1_000_000
_MOST = 9_999
_NUMBERS = ("wall_number",)
"""Columns that tell rows of one parent apart."""
_REFERENCES = ("subject", "actor")
"""Columns that name a row of any table in words."""


def multiply(database: Database, times: int) -> None:
    """Adds everybody again, so many times, beside the same campaigns; their numbers lie millions apart."""
    with database.engine.connect() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")  # foreign keys hold by construction
        for name in PEOPLE:
            _multiply(connection, Base.metadata.tables[name], times)
        connection.commit()


def measure(database: Database) -> None:
    """Tells the planner how large the tables have become, as a city's night does."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(OPTIMIZE if database.dialect == "sqlite" else "VACUUM ANALYZE")


def _multiply(connection: Connection, rows: Table, times: int) -> None:
    copies = select(literal(1).label("n")).cte("copies", recursive=True)
    copies = copies.union_all(select(copies.c.n + 1).where(copies.c.n < times))
    again = [_again(one, copies.c.n).label(one.name) for one in rows.c]
    found = select(*again).select_from(rows.join(copies, true()))
    connection.execute(insert(rows).from_select([one.name for one in rows.c], found))


def _again(one: Column[Any], n: Any) -> Any:
    """The column's value for the n-th copy."""
    if (one.primary_key and one.name == "id") or _is_of_person(one) or one.name in _NUMBERS:
        return one + n * _APART
    if one in _names(one.table) or one.name in _REFERENCES:
        room = one.type.length - len(f":{_MOST}")
        return func.substr(one, 1, room) + ":" + cast(n, String)
    return one


def _names(rows: Table) -> set[Column[Any]]:
    """Columns of text that tell rows apart without the number of a person."""
    keys = [rows.primary_key, *(key for key in rows.constraints if isinstance(key, UniqueConstraint))]
    keys += [key for key in rows.indexes if key.unique]
    alone = [
        list(key.columns) for key in keys if not any(one.name == "id" or _is_of_person(one) for one in key.columns)
    ]
    return {key[0] for key in alone}


def _is_of_person(one: Column[Any]) -> bool:
    return any(key.column.table.name in PEOPLE for key in one.foreign_keys)
