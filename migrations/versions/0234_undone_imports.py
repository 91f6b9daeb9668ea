"""Answers know the table that they came with, so that an import can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0234"
down_revision = "0233"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("survey_response", sa.Column("import_id", RowId, nullable=True))
    op.create_index("ix_survey_response_import_id", "survey_response", ["import_id"])


def downgrade() -> None:
    op.drop_index("ix_survey_response_import_id", "survey_response")
    op.drop_column("survey_response", "import_id")
