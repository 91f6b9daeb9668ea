"""Surveys: questions, waves and their strata, responses, invitations, kiosks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0224"
down_revision = "0223"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _surveys()
    _questions()
    _waves()
    _strata()
    _responses()
    _answers()
    _invitations()
    _kiosks()


def _surveys() -> None:
    op.create_table(
        "survey",
        _number(),
        _words("slug", 60),
        _words("kind", 12),
        sa.Column("campaign_id", RowId, nullable=True),
        _words("state", 12),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", RowId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of("survey", "campaign_id", "campaign"),
        _of("survey", "created_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("slug", name="uq_survey_slug"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_campaign_id", "survey", ["campaign_id"])


def _questions() -> None:
    op.create_table(
        "survey_question",
        _number(),
        sa.Column("survey_id", RowId, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        _words("key", 32),
        _words("kind", 12),
        _words("measures", 12),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("text", "answers", "positive")),
        _of("survey_question", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_question"),
        sa.UniqueConstraint("survey_id", "key", name="uq_survey_question_survey_id_key"),
        sqlite_autoincrement=True,
    )


def _waves() -> None:
    op.create_table(
        "survey_wave",
        _number(),
        sa.Column("survey_id", RowId, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_on", "last_on")),
        _words("state", 12),
        sa.Column("plan", sa.Text(), nullable=False),
        _of("survey_wave", "survey_id", "survey"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_wave"),
        sa.UniqueConstraint("survey_id", "number", name="uq_survey_wave_survey_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_wave_state", "survey_wave", ["state"])


def _strata() -> None:
    op.create_table(
        "survey_stratum",
        _number(),
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        _words("district", 40),
        _words("settlement", 8),
        sa.Column("population", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("clusters", "wanted", "to_draw", "drawn", "reached", "refused")
        ),
        _of("survey_stratum", "wave_id", "survey_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_stratum"),
        sa.UniqueConstraint("wave_id", "number", name="uq_survey_stratum_wave_id_number"),
        sqlite_autoincrement=True,
    )


def _responses() -> None:
    op.create_table(
        "survey_response",
        _number(),
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("copy", sa.SmallInteger(), nullable=False),
        _words("mode", 8),
        sa.Column("stratum_id", RowId, nullable=True),
        _words("cluster", 20),
        sa.Column("weight_thousandths", sa.BigInteger(), nullable=True),
        _words("sex", 8),
        _words("age_band", 8),
        _words("district", 40),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("entered_by_id", RowId, nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        _of("survey_response", "wave_id", "survey_wave"),
        _of("survey_response", "stratum_id", "survey_stratum"),
        _of("survey_response", "entered_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_response"),
        sa.UniqueConstraint("wave_id", "number", "copy", name="uq_survey_response_wave_id_number_copy"),
        sqlite_autoincrement=True,
    )
    counted = ["wave_id", "copy", "stratum_id", "mode", "is_agreed"]
    op.create_index("ix_survey_response_counts", "survey_response", counted)


def _answers() -> None:
    op.create_table(
        "survey_answer",
        sa.Column("response_id", RowId, nullable=False),
        sa.Column("question_id", RowId, nullable=False),
        _words("chosen", 40),
        _of("survey_answer", "response_id", "survey_response"),
        _of("survey_answer", "question_id", "survey_question"),
        sa.PrimaryKeyConstraint("response_id", "question_id", name="pk_survey_answer"),
        sqlite_with_rowid=False,
    )


def _invitations() -> None:
    op.create_table(
        "survey_invitation",
        _words("code_hash", 64),
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("stratum_id", RowId, nullable=True),
        _words("cluster", 20),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        _of("survey_invitation", "wave_id", "survey_wave"),
        _of("survey_invitation", "stratum_id", "survey_stratum"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_survey_invitation"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_invitation_counts", "survey_invitation", ["wave_id", "stratum_id", "is_used"])


def _kiosks() -> None:
    op.create_table(
        "survey_kiosk",
        _number(),
        sa.Column("wave_id", RowId, nullable=False),
        _words("key_hash", 64),
        _words("place", 60),
        sa.Column("opened_by_id", RowId, nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("taken", "most")),
        _of("survey_kiosk", "wave_id", "survey_wave"),
        _of("survey_kiosk", "opened_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_kiosk"),
        sa.UniqueConstraint("key_hash", name="uq_survey_kiosk_key_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_kiosk_wave_id", "survey_kiosk", ["wave_id"])


def _number() -> SchemaItem:
    return sa.Column("id", RowId, nullable=False)


def _words(name: str, most: int) -> SchemaItem:
    return sa.Column(name, sa.String(length=most), nullable=False)


def _of(table: str, column: str, other: str) -> SchemaItem:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def downgrade() -> None:
    op.drop_table("survey_kiosk")
    op.drop_table("survey_invitation")
    op.drop_table("survey_answer")
    op.drop_table("survey_response")
    op.drop_table("survey_stratum")
    op.drop_table("survey_wave")
    op.drop_table("survey_question")
    op.drop_table("survey")
