"""An index by which the download finds whom an account let in, without looking at everybody who came."""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_index("ix_attendance_by_account_id", "attendance", ["by_account_id"])


def downgrade() -> None:
    op.drop_index("ix_attendance_by_account_id", table_name="attendance")
