"""The foundation: residents, the append-only ledger and the sums derived from it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("details", sa.String(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_table(
        "frozen_season",
        sa.Column("season", sa.String(length=40), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("season", name="pk_frozen_season"),
    )
    op.create_table(
        "household",
        sa.Column("id", RowId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_household"),
    )
    op.create_table(
        "pack_version",
        sa.Column("id", RowId, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pack_version"),
        sa.UniqueConstraint("version", name="uq_pack_version_version"),
    )
    op.create_table(
        "place_total",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("participants", sa.BigInteger(), nullable=False),
        sa.Column("city_participants", sa.BigInteger(), nullable=False),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("self_reported_mg", sa.BigInteger(), nullable=False),
        sa.Column("organizer_mg", sa.BigInteger(), nullable=False),
        sa.Column("instrument_mg", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period", "district_id", "shard", name="pk_place_total"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signin_failure",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="pk_signin_failure"),
    )
    op.create_table(
        "resident",
        sa.Column("id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=True),
        sa.Column("username_key", sa.String(length=80), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("subdistrict_id", sa.String(length=60), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_resident_household_id"),
        sa.PrimaryKeyConstraint("id", name="pk_resident"),
        sa.UniqueConstraint("username_key", name="uq_resident_username_key"),
    )
    op.create_index("ix_resident_household_id", "resident", ["household_id"], unique=False)
    op.create_table(
        "baseline_answers",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_baseline_answers_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_baseline_answers"),
    )
    op.create_table(
        "entry",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=True),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("credited_milli", sa.BigInteger(), nullable=False),
        sa.Column("uses_before_milli", sa.BigInteger(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("season", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("subdistrict_id", sa.String(length=60), nullable=True),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("pack_version_id", RowId, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("reverses_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_entry_household_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_entry_resident_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["entry.id"], name="fk_entry_reverses_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("resident_id", "key", name="uq_entry_resident_id_key"),
        sa.UniqueConstraint("reverses_id", name="uq_entry_reverses_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_resident_id_occurred_on", "entry", ["resident_id", "occurred_on"], unique=False)
    op.create_table(
        "resident_total",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_resident_total_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", "period", "district_id", name="pk_resident_total"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "role_grant",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_role_grant_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", "role", name="pk_role_grant"),
    )
    refuse_changes_of_entries()


def refuse_changes_of_entries() -> None:
    """The ledger is only appended to: the database itself refuses UPDATE, DELETE and TRUNCATE of entries."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER entry_no_{verb.lower()} BEFORE {verb} ON entry "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_entry() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_entry()"
    )


def downgrade() -> None:
    op.drop_table("role_grant")
    op.drop_table("resident_total")
    op.drop_index("ix_entry_resident_id_occurred_on", table_name="entry")
    op.drop_table("entry")
    op.drop_table("baseline_answers")
    op.drop_index("ix_resident_household_id", table_name="resident")
    op.drop_table("resident")
    op.drop_table("signin_failure")
    op.drop_table("place_total")
    op.drop_table("pack_version")
    op.drop_table("household")
    op.drop_table("frozen_season")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_entry()")
