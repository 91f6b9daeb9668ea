"""What a resident keeps besides entries: the household baseline's answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import UtcDateTime


class BaselineAnswers(Base):
    """The latest answers of one resident to the baseline questionnaire, as a JSON object question → answer."""

    __tablename__ = "baseline_answers"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    answers: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
