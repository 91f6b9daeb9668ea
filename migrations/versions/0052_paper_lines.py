"""Lines of a paper list have a number, by which one of them can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.add_column("paper_line", sa.Column("number", sa.SmallInteger(), nullable=True))
    op.execute(
        "UPDATE paper_line SET number = (SELECT count(*) FROM paper_line AS other "
        "WHERE other.sheet_id = paper_line.sheet_id AND other.resident_id <= paper_line.resident_id)"
    )
    with op.batch_alter_table("paper_line") as lines:
        lines.alter_column("number", existing_type=sa.SmallInteger(), nullable=False)
        lines.create_unique_constraint("uq_paper_line_sheet_id_number", ["sheet_id", "number"])


def downgrade() -> None:
    with op.batch_alter_table("paper_line") as lines:
        lines.drop_constraint("uq_paper_line_sheet_id_number", type_="unique")
        lines.drop_column("number")
