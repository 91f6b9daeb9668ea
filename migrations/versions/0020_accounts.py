"""An account is not a resident: whoever signs in has an account, and a resident has one besides home and district.

Each resident's account gets the resident's number, so sessions, secrets of authenticators and locked nicknames go on.
What staff do is done by an account from here on; it was a resident's number, which is the account's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOVED = ("username", "username_key", "password_hash", "epoch", "is_demo")
_BOTH = ("created_at", "erased_at")
_OWNED = ("role_grant", "second_factor")
_ACTED = (
    ("campaign_change", "by_id", "by_account_id"),
    ("attendance", "by_id", "by_account_id"),
    ("invitation", "invited_by_id", "invited_by_account_id"),
    ("moderation_case", "decided_by_id", "decided_by_account_id"),
    ("moderation_message", "by_id", "by_account_id"),
    ("posting_block", "by_id", "by_account_id"),
)
"""Table, the column of who acted as it was, and as it is."""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", RowId, nullable=False),
        sa.Column("username", sa.String(length=40), nullable=True),
        sa.Column("username_key", sa.String(length=80), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("username_key", name="uq_account_username_key"),
    )
    names = ", ".join(("id", *_MOVED, *_BOTH))
    op.execute(f"INSERT INTO account ({names}) SELECT {names} FROM resident")  # noqa: S608 (our own names)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('account', 'id'), max(id)) FROM account HAVING max(id) > 0")
    for table in _OWNED:
        _point(table, "resident_id", "account_id")
    op.drop_index("ix_moderation_message_by_id", table_name="moderation_message")
    for table, before, after in _ACTED:
        _point(table, before, after)
    op.create_index("ix_moderation_message_by_account_id", "moderation_message", ["by_account_id"])
    _give_residents_accounts()


def _give_residents_accounts() -> None:
    op.add_column("resident", sa.Column("account_id", RowId, nullable=True))
    op.execute("UPDATE resident SET account_id = id")
    with op.batch_alter_table("resident") as resident:
        resident.alter_column("account_id", existing_type=RowId, nullable=False)
        resident.create_foreign_key("fk_resident_account_id", "account", ["account_id"], ["id"])
        resident.create_unique_constraint("uq_resident_account_id", ["account_id"])
        resident.drop_constraint("uq_resident_username_key", type_="unique")
        for name in _MOVED:
            resident.drop_column(name)


def _point(table: str, before: str, after: str) -> None:
    """Renames a column of numbers and lets it point at accounts."""
    with op.batch_alter_table(table) as changing:
        changing.drop_constraint(f"fk_{table}_{before}", type_="foreignkey")
        changing.alter_column(before, existing_type=RowId, new_column_name=after)
    with op.batch_alter_table(table) as changing:
        changing.create_foreign_key(f"fk_{table}_{after}", "account", [after], ["id"])


def downgrade() -> None:
    """Only while every account is a resident's: the tables of before know nobody else.

    Raises:
        RuntimeError: there are others.
    """
    others = "SELECT count(*) FROM account WHERE NOT EXISTS (SELECT 1 FROM resident WHERE account_id = account.id)"
    if op.get_bind().scalar(sa.text(others)):
        raise RuntimeError("There are accounts of people who are no residents; the older schema has no room for them.")
    _take_accounts_back()
    op.drop_index("ix_moderation_message_by_account_id", table_name="moderation_message")
    for table, before, after in _ACTED:
        _point_back(table, after, before)
    op.create_index("ix_moderation_message_by_id", "moderation_message", ["by_id"])
    for table in _OWNED:
        _point_back(table, "account_id", "resident_id")
    with op.batch_alter_table("resident") as resident:
        resident.drop_constraint("uq_resident_account_id", type_="unique")
        resident.drop_constraint("fk_resident_account_id", type_="foreignkey")
        resident.drop_column("account_id")
    op.drop_table("account")


def _take_accounts_back() -> None:
    with op.batch_alter_table("resident") as resident:
        resident.add_column(sa.Column("username", sa.String(length=40), nullable=True))
        resident.add_column(sa.Column("username_key", sa.String(length=80), nullable=True))
        resident.add_column(sa.Column("password_hash", sa.String(length=200), nullable=True))
        resident.add_column(sa.Column("epoch", sa.Integer(), nullable=True))
        resident.add_column(sa.Column("is_demo", sa.Boolean(), nullable=True))
    for name in _MOVED:
        of_account = f"(SELECT {name} FROM account WHERE account.id = resident.account_id)"  # noqa: S608 (our own names)
        op.execute(f"UPDATE resident SET {name} = {of_account}")  # noqa: S608 (our own names)
    with op.batch_alter_table("resident") as resident:
        resident.alter_column("epoch", existing_type=sa.Integer(), nullable=False)
        resident.alter_column("is_demo", existing_type=sa.Boolean(), nullable=False)
        resident.create_unique_constraint("uq_resident_username_key", ["username_key"])


def _point_back(table: str, after: str, before: str) -> None:
    """Numbers of accounts become those of their residents: negative first, or two could meet half-way."""
    with op.batch_alter_table(table) as changing:
        changing.drop_constraint(f"fk_{table}_{after}", type_="foreignkey")
    found = f"(SELECT -id FROM resident WHERE resident.account_id = {table}.{after})"  # noqa: S608 (our own names)
    op.execute(f"UPDATE {table} SET {after} = {found} WHERE {after} IS NOT NULL")  # noqa: S608 (our own names)
    op.execute(f"UPDATE {table} SET {after} = -{after} WHERE {after} IS NOT NULL")  # noqa: S608 (our own names)
    with op.batch_alter_table(table) as changing:
        changing.alter_column(after, existing_type=RowId, new_column_name=before)
    with op.batch_alter_table(table) as changing:
        changing.create_foreign_key(f"fk_{table}_{before}", "resident", [before], ["id"])
