"""What the city publishes: releases with their tables as text, notices beside them, and every cell that was decided.

Content is written once, when a release is built, and never changed: only `state` and who did what move on.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.publishing.rules import State
from civic.city.text import Text as Words
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime

_KEPT = text("state <> 'dropped'")


class Release(Base):
    """A numbered set of statistics of one kind and period; `revision` 0 is the first, each later one stands beside it.

    People are named as in the audit book, by number, which erasure leaves anonymous; "" while nobody has.
    """

    __tablename__ = "city_release"
    __table_args__ = (
        Index(
            "uq_city_release_kind_period_revision",
            "kind",
            "period",
            "revision",
            unique=True,
            sqlite_where=_KEPT,
            postgresql_where=_KEPT,
        ),
        Index("ix_city_release_state_published_at", "state", "published_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    """The key of a `ReleaseKind`."""
    period: Mapped[str] = mapped_column(String(16))
    """As addresses have it: "2026-10"."""
    revision: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(10), default=State.BUILT)
    built_by: Mapped[str] = mapped_column(String(60))
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[str] = mapped_column(String(60), default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[str] = mapped_column(String(60), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(60), default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by: Mapped[str] = mapped_column(String(60), default="")
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pack_version: Mapped[str] = mapped_column(String(64))
    code_version: Mapped[str] = mapped_column(String(40))
    upto_entry_id: Mapped[int] = mapped_column(BigInteger)
    """Entries up to this number are in it."""
    inputs: Mapped[int] = mapped_column(BigInteger)
    """How many lines of the ledger it rests on."""
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    """Of these lines in the order of their numbers, as `footprint/ledger/months.py` writes them."""
    open_holds: Mapped[int] = mapped_column(Integer)
    """Entries that were held and not decided when it was built; they are left out."""


class ReleaseTable(Base):
    """A table of a release: canonical CSV (UTF-8, LF), and what its columns mean as JSON (`tidy.read_schema`)."""

    __tablename__ = "city_release_table"
    __table_args__ = ({"sqlite_with_rowid": False},)

    release_id: Mapped[int] = mapped_column(ForeignKey("city_release.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    table_schema: Mapped[str] = mapped_column(Text)
    csv: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    """Bytes of the CSV."""
    sha256: Mapped[str] = mapped_column(String(64))


class ReleaseNotice(Base):
    """What is known to be wrong in a published release, without figures, until a revision may be published."""

    __tablename__ = "city_release_notice"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("city_release.id"), index=True)
    words: Mapped[Words] = mapped_column(LocalizedText)
    told_by: Mapped[str] = mapped_column(String(60))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishedCell(Base):
    """A cell of the one system of everything ever published (`civic/disclosure/cells.py`), shown or hidden.

    A hidden cell's figures stand here for the decisions to come; no page shows them.
    """

    __tablename__ = "published_cell"
    __table_args__ = ({"sqlite_with_rowid": False},)

    release_id: Mapped[int] = mapped_column(ForeignKey("city_release.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[list[str]] = mapped_column(JsonText)
    people: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)
    largest: Mapped[int] = mapped_column(BigInteger)
    """The amount of the one who has the most."""
    shown: Mapped[bool] = mapped_column(Boolean)
    why: Mapped[str] = mapped_column(String(16))
    """Why it is hidden; "" where it is shown, or stands in no table."""
    sums: Mapped[list[list[object]]] = mapped_column(JsonText)
    """Sums that it stands in and no earlier row names: each [total, whether people add up, parts]."""
