"""Kinds of evidence of fewer than ten people are not told by themselves, and the mix moves by ten people of each kind.

Of campaigns whose kinds are of enough people the mix is told as it was; of boards, until they are counted the next
time, nothing is told as better known than self-reported.
"""

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"

_TIERS = ("self_reported_mg", "paper_mg", "organizer_mg", "instrument_mg")
_CONFIRMED = sa.text("tier <> 1")


def upgrade() -> None:
    op.create_index(
        "ix_entry_confirmed", "entry", ["district_id", "id"], sqlite_where=_CONFIRMED, postgresql_where=_CONFIRMED
    )
    op.add_column("campaign_count", sa.Column("evidence", sa.Text()))
    few = " OR ".join(f"SUM(CASE WHEN {tier} <> 0 THEN 1 ELSE 0 END) BETWEEN 1 AND 9" for tier in _TIERS)
    as_list = " || ', ' || ".join(f"CAST({tier} AS VARCHAR(20))" for tier in _TIERS)
    op.execute(
        f"UPDATE campaign_count SET evidence = '[' || {as_list} || ']' WHERE campaign_id NOT IN "  # noqa: S608
        f"(SELECT campaign_id FROM campaign_share GROUP BY campaign_id HAVING {few})"
    )
    together = " + ".join(_TIERS)
    op.execute(
        f"UPDATE board_row SET self_reported_mg = {together}, paper_mg = 0, organizer_mg = 0, instrument_mg = 0"  # noqa: S608
    )


def downgrade() -> None:
    op.execute("DELETE FROM figure_change WHERE subject LIKE '% evidence:%'")
    op.drop_column("campaign_count", "evidence")
    op.drop_index("ix_entry_confirmed", table_name="entry")
