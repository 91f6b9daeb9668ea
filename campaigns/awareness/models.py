"""Waves of the quiz, what residents answered, and what is published of a wave that is over."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime


class QuizWave(Base):
    """One round of the quiz, open from its first to its last day. After that it is counted once: what is published of
    it stands in the columns below and in the tables of results, and moves no more."""

    __tablename__ = "quiz_wave"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    title: Mapped[Text] = mapped_column(LocalizedText)
    first_on: Mapped[date] = mapped_column(Date, index=True)
    last_on: Mapped[date] = mapped_column(Date)
    seed: Mapped[int] = mapped_column(BigInteger)
    """What the draws of the wave are made from; told to nobody."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    people: Mapped[int | None] = mapped_column(Integer)
    """Who answered something; None for too few."""
    kr20_people: Mapped[int | None] = mapped_column(Integer)
    kr20_millionths: Mapped[int | None] = mapped_column(Integer)
    """The reliability of the core, of those who answered all of it; None for too few."""


class QuizSitting(Base):
    """A resident who has begun a wave."""

    __tablename__ = "quiz_sitting"
    __table_args__ = (Index("ix_quiz_sitting_wave_id", "wave_id"), {"sqlite_with_rowid": False})

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("quiz_wave.id"), primary_key=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuizAnswer(Base):
    """The one counted answer of a resident to an item in a wave."""

    __tablename__ = "quiz_answer"
    __table_args__ = (Index("ix_quiz_answer_wave_id", "wave_id"), {"sqlite_with_rowid": False})

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("quiz_wave.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger)
    """Of the chosen answer in the bank; 0 is the right one."""
    is_first: Mapped[bool]
    """Whether the resident had never been told about the item before."""
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuizItemResult(Base):
    """What is published of an item; None where too few people stand behind it."""

    __tablename__ = "quiz_item_result"
    __table_args__ = ({"sqlite_with_rowid": False},)

    wave_id: Mapped[int] = mapped_column(ForeignKey("quiz_wave.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(32), primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    right: Mapped[int | None] = mapped_column(Integer)
    first_people: Mapped[int | None] = mapped_column(Integer)
    first_right: Mapped[int | None] = mapped_column(Integer)
    item_rest_millionths: Mapped[int | None] = mapped_column(Integer)


class QuizAnswerResult(Base):
    """How many people chose an answer; there is no row for one of which that is not published."""

    __tablename__ = "quiz_answer_result"
    __table_args__ = ({"sqlite_with_rowid": False},)

    wave_id: Mapped[int] = mapped_column(ForeignKey("quiz_wave.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
