"""Papers about privacy. None is ever changed: what is known later is another paper."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime
from civic.privacy_papers.rules import FILE_NAME_MAX, TITLE_MAX


class PrivacyPaper(Base):
    """An impact assessment or a notice of a breach (`kind`, as in the rules); what a kind does not say is empty."""

    __tablename__ = "privacy_paper"
    __table_args__ = (Index("ix_privacy_paper_written_by_account_id", "written_by_account_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    dated_on: Mapped[date] = mapped_column(Date)
    """Of an assessment its day, of a breach the day on which it was noticed."""
    told_on: Mapped[date | None] = mapped_column(Date)
    """When those whom a breach concerns and the authority were told."""
    words: Mapped[str] = mapped_column(Text)
    """The assessment, or what happened."""
    concerned: Mapped[str] = mapped_column(Text)
    measures: Mapped[str] = mapped_column(Text)
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A PDF."""
    file_name: Mapped[str] = mapped_column(String(FILE_NAME_MAX))
    written_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
