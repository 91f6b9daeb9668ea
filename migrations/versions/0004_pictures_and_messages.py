"""Pictures, the inbox, e-mail, and a code that a household shares."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail_address",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("muted", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_mail_address_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_mail_address"),
    )
    op.create_table(
        "message_text",
        sa.Column("id", RowId, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_text"),
    )
    op.create_table(
        "message",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("text_id", RowId, nullable=True),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_message_resident_id"),
        sa.ForeignKeyConstraint(["text_id"], ["message_text.id"], name="fk_message_text_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("resident_id", "key", name="uq_message_resident_id_key"),
    )
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_message_unread", "message", ["resident_id"], sqlite_where=unread, postgresql_where=unread)
    op.create_index("ix_message_created_at", "message", ["created_at"], unique=False)
    op.create_index("ix_message_text_id", "message", ["text_id"], unique=False)
    op.create_table(
        "picture",
        sa.Column("id", RowId, nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("owner_id", RowId, nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["resident.id"], name="fk_picture_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
        sa.UniqueConstraint("token", name="uq_picture_token"),
    )
    op.create_index("ix_picture_owner_id", "picture", ["owner_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("message_id", RowId, nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_mail_message_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_mail_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
        sa.UniqueConstraint("message_id", name="uq_mail_message_id"),
    )
    op.create_index("ix_mail_due_at", "mail", ["due_at"], unique=False)
    op.create_index("ix_mail_resident_id", "mail", ["resident_id"], unique=False)
    op.create_table(
        "picture_file",
        sa.Column("picture_id", RowId, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name="fk_picture_file_picture_id"),
        sa.PrimaryKeyConstraint("picture_id", "width", "kind", name="pk_picture_file"),
    )
    op.add_column("household", sa.Column("code", sa.String(length=20), nullable=True))
    op.create_index("ix_household_code", "household", ["code"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_household_code", table_name="household")
    op.drop_column("household", "code")
    op.drop_table("picture_file")
    op.drop_index("ix_mail_resident_id", table_name="mail")
    op.drop_index("ix_mail_due_at", table_name="mail")
    op.drop_table("mail")
    op.drop_index("ix_picture_owner_id", table_name="picture")
    op.drop_table("picture")
    for index in ("ix_message_text_id", "ix_message_created_at", "ix_message_unread"):
        op.drop_index(index, table_name="message")
    op.drop_table("message")
    op.drop_table("message_text")
    op.drop_table("mail_address")
