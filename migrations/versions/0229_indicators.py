"""Indicators: values of metrics, cohorts of newcomers, the city's own standard, how the programme is known outside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0229"
down_revision = "0227"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _counted()
    _standard()
    op.create_table(
        "recognition",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recognition"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recognition_happened_on", "recognition", ["happened_on"])


def _counted() -> None:
    op.create_table(
        "indicator_value",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("computation", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("numerator", "denominator", "people")),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", "computation", "place", name="pk_indicator_value"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "newcomer_cohort",
        sa.Column("month", sa.String(length=7), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("joined", "second_week", "fifth_week")),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_newcomer_cohort"),
        sqlite_with_rowid=False,
    )


def _standard() -> None:
    op.create_table(
        "standard_indicator",
        *_version(),
        sa.Column("words", sa.String(length=2000), nullable=False),
        *_source(),
        sa.Column("source_link", sa.String(length=300), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        *_proposed(),
        sa.PrimaryKeyConstraint("id", name="pk_standard_indicator"),
        sa.UniqueConstraint("code", "version", name="uq_standard_indicator_code_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "standard_figure",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("value_milli", sa.BigInteger(), nullable=False),
        *_source(),
        *_proposed(),
        sa.PrimaryKeyConstraint("id", name="pk_standard_figure"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_standard_figure_code_period", "standard_figure", ["code", "period"])
    op.create_table(
        "standard_composite",
        *_version(),
        *_source(),
        sa.Column("weights", sa.Text(), nullable=False),
        *_proposed(),
        sa.PrimaryKeyConstraint("id", name="pk_standard_composite"),
        sa.UniqueConstraint("code", "version", name="uq_standard_composite_code_version"),
        sqlite_autoincrement=True,
    )
    for table in ("standard_indicator", "standard_figure", "standard_composite"):
        op.create_index(f"ix_{table}_state", table, ["state"])


def _version() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
    ]


def _source() -> list[sa.Column[Any]]:
    return [
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
    ]


def _proposed() -> list[sa.Column[Any]]:
    return [
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    ]


def downgrade() -> None:
    for table in (
        *("standard_composite", "standard_figure", "standard_indicator"),
        *("recognition", "newcomer_cohort", "indicator_value"),
    ):
        op.drop_table(table)
