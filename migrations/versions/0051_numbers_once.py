"""SQLite gives the number of a deleted row to no other row; PostgreSQL never did.

A number is also taken when a case or the audit names a row by it that is gone by now. `entry` has counted on since it
was made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

_COUNTS_ON = "entry"
_NAMED = {
    "account": "account",
    "campaign": "campaign",
    "case": "moderation_case",
    "event": "event",
    "letter": "letter",
    "organization": "organization",
    "painting": "painting",
    "resident": "resident",
    "ride": "ride",
    "story": "story",
}
"""Tables by the word before the number in a subject."""


def upgrade() -> None:
    for table in _numbered():
        _recreate(table, counts_on=True)
        _take_numbers(table, f"SELECT max(id) FROM {table}")  # noqa: S608 (our own names)
    if op.get_bind().dialect.name == "sqlite":
        for word, table in _NAMED.items():
            for book in ("moderation_case", "audit_entry"):
                number = f"CAST(substr(subject, {len(word) + 2}) AS INTEGER)"
                of_word = f"subject GLOB '{word}:[0-9]*'"
                _take_numbers(table, f"SELECT max({number}) FROM {book} WHERE {of_word}")  # noqa: S608 (our own names)


def downgrade() -> None:
    for table in _numbered():
        _recreate(table, counts_on=False)


def _numbered() -> list[str]:
    """The tables of SQLite whose rows have a number."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    found = sa.inspect(op.get_bind())
    tables = [name for name in found.get_table_names() if name != _COUNTS_ON]
    return [name for name in tables if found.get_pk_constraint(name)["constrained_columns"] == ["id"]]


def _recreate(table: str, *, counts_on: bool) -> None:
    """Copies the table, and makes its indexes in the order in which they were: between equals, SQLite's planner goes by
    that."""
    statement = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :t AND sql > '' ORDER BY rowid"
    indexes = op.get_bind().execute(sa.text(statement), {"t": table}).all()
    with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": counts_on}):
        pass
    for name, _ in indexes:
        op.drop_index(name, table_name=table)
    for _, made in indexes:
        op.execute(made)


def _take_numbers(table: str, statement: str) -> None:
    """The next number is after those that `statement` gives the greatest of."""
    greatest = op.get_bind().scalar(sa.text(statement))
    if greatest is None:
        return
    values = {"table": table, "greatest": greatest}
    known = op.get_bind().execute(
        sa.text("UPDATE sqlite_sequence SET seq = max(seq, :greatest) WHERE name = :table"), values
    )
    if not known.rowcount:
        op.get_bind().execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :greatest)"), values)
