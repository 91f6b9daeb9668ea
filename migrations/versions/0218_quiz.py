"""The awareness quiz: its waves, what residents answered, what is published of a wave."""

import sqlalchemy as sa
from alembic import op

revision = "0218"
down_revision = "0217"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quiz_wave",
        sa.Column("id", RowId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("people", "kr20_people", "kr20_millionths")),
        sa.PrimaryKeyConstraint("id", name="pk_quiz_wave"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quiz_wave_first_on", "quiz_wave", ["first_on"])
    op.create_table(
        "quiz_sitting",
        *_whose("quiz_sitting"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("resident_id", "wave_id", name="pk_quiz_sitting"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quiz_sitting_wave_id", "quiz_sitting", ["wave_id"])
    op.create_table(
        "quiz_answer",
        *_whose("quiz_answer"),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", "item", "wave_id", name="pk_quiz_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quiz_answer_wave_id", "quiz_answer", ["wave_id"])
    op.create_table(
        "quiz_item_result",
        *_of_item("quiz_item_result"),
        sa.Column("people", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("right", "first_people", "first_right", "item_rest_millionths")
        ),
        sa.PrimaryKeyConstraint("wave_id", "item", name="pk_quiz_item_result"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quiz_answer_result",
        *_of_item("quiz_answer_result"),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("wave_id", "item", "place", name="pk_quiz_answer_result"),
        sqlite_with_rowid=False,
    )


def _whose(table: str) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("wave_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=f"fk_{table}_resident_id"),
        sa.ForeignKeyConstraint(["wave_id"], ["quiz_wave.id"], name=f"fk_{table}_wave_id"),
    ]


def _of_item(table: str) -> list[sa.Column[int] | sa.Column[str] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["quiz_wave.id"], name=f"fk_{table}_wave_id"),
    ]


def downgrade() -> None:
    for table in ("quiz_answer_result", "quiz_item_result", "quiz_answer", "quiz_sitting", "quiz_wave"):
        op.drop_table(table)
