"""The base of all tables."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them.

    A row's number is never given to another one: cases, audit entries, messages and keys of the ledger name rows by it,
    and outlive them. PostgreSQL counts on by itself, SQLite needs to be told.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        table = cls.metadata.tables[cls.__tablename__]
        if table.primary_key.columns.keys() == ["id"]:
            table.dialect_options["sqlite"]["autoincrement"] = True
