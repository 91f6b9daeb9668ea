"""Whatever table names a person: without its rows the download would be another one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from civic.app import build_registry
from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText
from civic.database.engine import Database
from civic.residents import personal_data, queries
from civic.residents.identity import ResidentActor

NUMBER, SOMEBODY_ELSE = 3, 4
NOT_THEIRS = {
    "board_member.resident_id": "which teams, which district, and when one signed up, and they are handed out",
    "campaign_share.resident_id": "the sum of entries, and they are handed out",
    "denominator_decision.decided_by_account_id": "the audit book says it, and is handed out",
    "denominator_version.entered_by_account_id": "the audit book says it, and is handed out",
    "figure_change.resident_id": "that there are new entries, and they are handed out",
    "flag_reference.answered_by_id": "the audit book says it, and is handed out",
    "group_share.resident_id": "the sum of entries, and they are handed out",
    "hidden_author.author_id": "nobody learns who hides them",
    "late_line.resident_id": "the sum of entries, and they are handed out",
    "moderation_case.decided_by_account_id": "the audit book says it, and is handed out",
    "pack_decision.decided_by_account_id": "the audit book says it, and is handed out",
    "pack_proposal.sent_by_account_id": "the audit book says it, and is handed out",
    "posting_block.by_account_id": "the audit book says it, and is handed out",
    "privacy_paper.written_by_account_id": "the audit book says it, and is handed out",
    "quantity_check.by_account_id": "the audit book says it, and is handed out",
    "survey.created_by_id": "the audit book says it, and is handed out",
    "survey_import.sent_by_id": "the audit book says it, and is handed out",
    "survey_kiosk.opened_by_id": "the audit book says it, and is handed out",
    "survey_response.entered_by_id": "the audit book says it, and is handed out",
    "survey_weighting.set_by_id": "the audit book says it, and is handed out",
    "year_total.resident_id": "the sum of entries, and they are handed out",
}
APPEND_ONLY = (
    "entry", "denominator_decision", "denominator_figure", "denominator_version", "pack_decision", "pack_proposal",
    "privacy_paper",
)  # fmt: skip
"""The database refuses to change these; here their people are put in by changing them."""
PERSONAL = {
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if {key.column.table.name for key in column.foreign_keys} & {"resident", "account"}
}


def _value(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, LocalizedText):
        return Text({"zh": "words"})
    if isinstance(column.type, JsonText):
        return {}
    if isinstance(column.type, sa.Boolean):
        return True
    if isinstance(column.type, sa.Integer | sa.Float):
        return NUMBER
    if isinstance(column.type, sa.Date):
        return date(2026, 2, 28)
    if isinstance(column.type, sa.LargeBinary):
        return b"picture"
    if isinstance(column.type, sa.String):
        return f"{NUMBER}"
    return datetime(2026, 2, 28, 12, tzinfo=UTC)


@pytest.fixture
def full(dialect: str, database: Database) -> Iterator[Session]:
    """One row in every table, all about the same resident."""
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin(), Session(connection) as session:
            for table in Base.metadata.sorted_tables:
                session.execute(table.insert().values({column.name: _value(column) for column in table.columns}))
            for table in APPEND_ONLY:
                session.execute(sa.text(f"DROP TRIGGER {table}_no_update"))
            yield session
            session.rollback()


def handed_out(session: Session) -> dict[str, object]:
    session.expire_all()
    who = ResidentActor(account_id=NUMBER, nickname="x", resident_id=NUMBER, household_id=NUMBER, district_id="3")
    known = queries.everything(session, who, bucket="3")
    return {**known, **personal_data.export(session, build_registry(), NUMBER)}


def name_in(session: Session, column: str, number: int) -> None:
    """Of all columns that name somebody, that one names the resident with that number, the others somebody else."""
    for name in sorted(PERSONAL - {"resident.account_id"} | {column}):
        table, _, key = name.partition(".")
        named = number if name == column else SOMEBODY_ELSE
        session.execute(Base.metadata.tables[table].update().values({key: named}))


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("column", sorted(PERSONAL - set(NOT_THEIRS)))
def test_the_download_says_what_names_a_person(full: Session, column: str) -> None:
    name_in(full, column, NUMBER)
    with_it = handed_out(full)
    name_in(full, column, SOMEBODY_ELSE)
    assert handed_out(full) != with_it


def test_what_is_left_out_is_known() -> None:
    assert set(NOT_THEIRS) < PERSONAL
