"""Surveys: what is asked and in which waves, whom a wave asks, and what was answered.

Nobody can be found again in what is kept: a response has a number within its wave and no pointer to an account, a
resident or an invitation, so answers of the same person in two waves cannot be put together.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime


class Survey(Base):
    """What is asked. `kind`: residents (a random sample that the city draws) or campaign (whoever answers, before and
    after a campaign). `state`: draft (its questions may change), open, closed, archived."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[Text] = mapped_column(LocalizedText)
    frame: Mapped[Text] = mapped_column(LocalizedText)
    """Whom it is about, and from which list they are drawn."""
    is_invented: Mapped[bool] = mapped_column(default=False)
    """A demonstration's: pages and files say so."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyQuestion(Base):
    """One question. `kind`: single, multiple, scale, yes_no, frequency or knowledge. `measures`: awareness, agreement,
    practice, satisfaction, gain or none."""

    __tablename__ = "survey_question"
    __table_args__ = (UniqueConstraint("survey_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    """From 1, as on the sheet."""
    key: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(12))
    measures: Mapped[str] = mapped_column(String(12))
    text: Mapped[Text] = mapped_column(LocalizedText)
    answers: Mapped[list[dict[str, str]]] = mapped_column(JsonText)
    """The words of each answer by language, of every kind, in the order in which they are numbered from 1."""
    positive: Mapped[list[int]] = mapped_column(JsonText)
    """The numbers of the answers that count for the measure; of a knowledge question the right one."""


class SurveyWave(Base):
    """One round of a survey. `state`: planned, open (answers are taken; by link and kiosk from its first to its last
    day), closed. `number` counts from 1; of a campaign's survey 1 is before it and 2 after."""

    __tablename__ = "survey_wave"
    __table_args__ = (UniqueConstraint("survey_id", "number"), Index("ix_survey_wave_state", "state"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[Text] = mapped_column(LocalizedText)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    plan: Mapped[dict[str, str]] = mapped_column(JsonText)
    """What its sample size was computed from, as typed; empty before."""


class SurveyStratum(Base):
    """A part of the frame that is drawn from by itself. `settlement`: urban, rural or "" for both."""

    __tablename__ = "survey_stratum"
    __table_args__ = (UniqueConstraint("wave_id", "number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    """From 1, as clerks type it."""
    district: Mapped[str] = mapped_column(String(40))
    settlement: Mapped[str] = mapped_column(String(8))
    population: Mapped[int] = mapped_column(Integer)
    clusters: Mapped[int | None] = mapped_column(Integer)
    """How many clusters (communities, villages) its frame has, where these are drawn first; None where people are."""
    wanted: Mapped[int | None] = mapped_column(Integer)
    """Answers that the plan wants."""
    to_draw: Mapped[int | None] = mapped_column(Integer)
    """People whom the plan wants drawn."""
    drawn: Mapped[int | None] = mapped_column(Integer)
    """What became of it, as staff enters it: drawn, reached of these, and of these refused."""
    reached: Mapped[int | None] = mapped_column(Integer)
    refused: Mapped[int | None] = mapped_column(Integer)


class SurveyResponse(Base):
    """What one person answered, or one of two copies of it. Only copy 1 counts; copy 2 is a sheet typed by a second
    clerk, kept as typed. `mode`: paper, link, kiosk, import. `number` is that of the sheet; of other responses one that
    says nothing about their order."""

    __tablename__ = "survey_response"
    __table_args__ = (
        UniqueConstraint("wave_id", "number", "copy"),
        Index("ix_survey_response_counts", "wave_id", "copy", "stratum_id", "mode", "is_agreed"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"))
    number: Mapped[int] = mapped_column(Integer)
    copy: Mapped[int] = mapped_column(SmallInteger, default=1)
    mode: Mapped[str] = mapped_column(String(8))
    stratum_id: Mapped[int | None] = mapped_column(ForeignKey("survey_stratum.id"))
    cluster: Mapped[str] = mapped_column(String(20), default="")
    weight_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    """How many people of the frame the person stands for, before raking; None for the stratum's population over its
    answers."""
    sex: Mapped[str] = mapped_column(String(8), default="")
    """female, male or other; as the next two as declared, "" where not."""
    age_band: Mapped[str] = mapped_column(String(8), default="")
    district: Mapped[str] = mapped_column(String(40), default="")
    is_agreed: Mapped[bool] = mapped_column(default=True)
    """Of copy 1 of a sheet: whether the second clerk's copy was the same, or every difference is decided."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The clerk who typed or imported it; None where the person answered alone."""
    entered_on: Mapped[date] = mapped_column(Date)
    """The day alone: an instant would tell who stood before the tablet."""
    import_id: Mapped[int | None] = mapped_column(RowId, index=True)
    """The number of the `SurveyImport` it came with, so that an import can be undone."""


class SurveyAnswer(Base):
    """The answer to one question: the numbers of what was chosen, "2" or "1,4"; "" for no answer. Every response has a
    row for every question of its survey."""

    __tablename__ = "survey_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response_id: Mapped[int] = mapped_column(ForeignKey("survey_response.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"), primary_key=True)
    chosen: Mapped[str] = mapped_column(String(40))


class SurveyInvitation(Base):
    """A code that was handed out for one response. Which response used it is not kept, nor when."""

    __tablename__ = "survey_invitation"
    __table_args__ = (
        Index("ix_survey_invitation_counts", "wave_id", "stratum_id", "is_used"),
        {"sqlite_with_rowid": False},
    )

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"))
    stratum_id: Mapped[int | None] = mapped_column(ForeignKey("survey_stratum.id"))
    cluster: Mapped[str] = mapped_column(String(20), default="")
    is_used: Mapped[bool] = mapped_column(default=False)


class SurveyKiosk(Base):
    """A tablet that takes answers of a wave, one after the other, until `ends_at` or until it has taken `most`."""

    __tablename__ = "survey_kiosk"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    place: Mapped[str] = mapped_column(String(60))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken: Mapped[int] = mapped_column(Integer, default=0)
    most: Mapped[int] = mapped_column(Integer)


class SurveyImport(Base):
    """A table that staff sent. Its rows wait in `content` until they are imported, for a day at most; what stays of it
    is its hash, so that it is not imported twice."""

    __tablename__ = "survey_import"
    __table_args__ = (UniqueConstraint("wave_id", "file_hash"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"))
    file_hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    rows: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SurveyWeighting(Base):
    """What the weights of a wave are raked to, and how far each may move, in hundredths of the average change."""

    __tablename__ = "survey_weighting"

    wave_id: Mapped[int] = mapped_column(ForeignKey("survey_wave.id"), primary_key=True)
    margins: Mapped[dict[str, dict[str, int]]] = mapped_column(JsonText)
    """For each variable (sex, age, district) how many of the population have each level."""
    low_hundredths: Mapped[int] = mapped_column(Integer)
    high_hundredths: Mapped[int] = mapped_column(Integer)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
