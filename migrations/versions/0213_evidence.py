"""What residents show about entries that a rule asked about: photographs that their owner and moderators alone see."""

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


def downgrade() -> None:
    op.drop_index("ix_flag_picture_id", "flag")
    op.drop_column("flag", "picture_id")
    op.drop_column("picture", "is_confidential")
