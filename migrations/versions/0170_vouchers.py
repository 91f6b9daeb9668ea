"""Sponsors, what they offer, and the vouchers of residents."""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0151"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sponsor",
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_sponsor_organization_id"),
        sa.PrimaryKeyConstraint("organization_id", name="pk_sponsor"),
    )
    op.create_index("ix_sponsor_state", "sponsor", ["state"], unique=False)
    op.create_table(
        "voucher_offer",
        sa.Column("id", RowId, nullable=False),
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "about", "terms", "place")),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=12), nullable=False),
        sa.Column("threshold", sa.SmallInteger(), nullable=False),
        sa.Column("per_household", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("redeemed", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_voucher_offer_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_voucher_offer"),
        sa.UniqueConstraint("organization_id", "form_key", name="uq_voucher_offer_organization_id_form_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_voucher_offer_state_last_day", "voucher_offer", ["state", "last_day"], unique=False)
    op.create_table(
        "voucher",
        sa.Column("id", RowId, nullable=False),
        sa.Column("offer_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_voucher_household_id"),
        sa.ForeignKeyConstraint(["offer_id"], ["voucher_offer.id"], name="fk_voucher_offer_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_voucher_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_voucher"),
        sa.UniqueConstraint("code", name="uq_voucher_code"),
        sa.UniqueConstraint("offer_id", "household_id", name="uq_voucher_offer_id_household_id"),
        sa.UniqueConstraint("offer_id", "resident_id", name="uq_voucher_offer_id_resident_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_voucher_household_id", "voucher", ["household_id"], unique=False)
    op.create_index("ix_voucher_resident_id", "voucher", ["resident_id"], unique=False)


def downgrade() -> None:
    op.drop_table("voucher")
    op.drop_table("voucher_offer")
    op.drop_table("sponsor")
