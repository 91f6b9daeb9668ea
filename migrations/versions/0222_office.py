"""The audit book is looked up by who, act, subject and day, whatever its length."""

from alembic import op

revision = "0222"
down_revision = "0221"

INDEXES = (
    ("actor", "at", "id"),
    ("act", "at", "id"),
    ("actor", "act", "at", "id"),
    ("subject", "at", "id"),
    ("at", "id"),
)
BEFORE = ("actor", "subject")


def upgrade() -> None:
    for column in BEFORE:
        op.drop_index(f"ix_audit_entry_{column}", "audit_entry")
    for columns in INDEXES:
        op.create_index(f"ix_audit_entry_{'_'.join(columns)}", "audit_entry", list(columns))


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(f"ix_audit_entry_{'_'.join(columns)}", "audit_entry")
    for column in BEFORE:
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", [column])
