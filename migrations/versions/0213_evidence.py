"""What residents show about entries that a rule asked about: confidential photographs, tracks, organizers."""

import sqlalchemy as sa
from alembic import op

revision = "0213"
down_revision = "0212"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("picture", sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False))
    photo = sa.Column("picture_id", RowId, sa.ForeignKey("picture.id", name="fk_flag_picture_id"))
    op.add_column("flag", photo, inline_references=True)
    op.create_index("ix_flag_picture_id", "flag", ["picture_id"])
    op.create_table(
        "flag_reference",
        sa.Column("id", RowId, nullable=False),
        sa.Column("flag_id", RowId, nullable=False),
        sa.Column("entry_id", RowId, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(8), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", RowId, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_flag_reference"),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name="fk_flag_reference_flag_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_flag_reference_entry_id"),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name="fk_flag_reference_answered_by_id"),
        sa.UniqueConstraint("flag_id", "kind", "number", name="uq_flag_reference_flag_id_kind_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flag_reference_number", "flag_reference", ["kind", "number"])
    op.create_index("ix_flag_reference_entry_id", "flag_reference", ["entry_id"])


def downgrade() -> None:
    op.drop_table("flag_reference")
    op.drop_index("ix_flag_picture_id", "flag")
    op.drop_column("flag", "picture_id")
    op.drop_column("picture", "is_confidential")
