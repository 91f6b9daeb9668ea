"""Reads of what was counted, and of what the programme's own records say of some days, which only counting asks."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaigns.awareness.models import QuizItemResult, QuizWave
from campaigns.events.models import Attendance, Event
from campaigns.indicators.models import IndicatorValue, NewcomerCohort
from campaigns.organizations.models import Organization
from campaigns.organizations.rules import APPROVED
from campaigns.pledges.models import Confirmation, Pledge
from campaigns.programme.models import Campaign
from campaigns.surveys.models import Survey, SurveyWave
from campaigns.surveys.rules import CLOSED, RESIDENTS
from footprint.month_counts.queries import Span

_COMMUNITY = "community"
_MOST_MONTHS = 120


# What was counted


def months(session: Session) -> Sequence[str]:
    """The months that were counted, the newest first."""
    found = select(IndicatorValue.month).distinct().order_by(IndicatorValue.month.desc())
    return session.scalars(found.limit(_MOST_MONTHS)).all()


def values(session: Session, first: str, last: str) -> Sequence[IndicatorValue]:
    """All values of some months, the oldest month first."""
    found = select(IndicatorValue).where(IndicatorValue.month >= first, IndicatorValue.month <= last)
    order = (IndicatorValue.month, IndicatorValue.computation, IndicatorValue.place)
    return session.scalars(found.order_by(*order)).all()


def cohorts(session: Session) -> Sequence[NewcomerCohort]:
    """The cohorts that were counted, the newest first."""
    return session.scalars(select(NewcomerCohort).order_by(NewcomerCohort.month.desc()).limit(_MOST_MONTHS)).all()


# What counting reads


def attendees(session: Session, span: Span) -> int:
    """Distinct residents who were checked in at events that began within the days."""
    found = select(func.count(Attendance.resident_id.distinct())).join(Event, Event.id == Attendance.event_id)
    return session.scalar(found.where(*_held(span), Attendance.taken_back_at.is_(None))) or 0


def _held(span: Span) -> tuple[ColumnElement[bool], ...]:
    return Event.starts_at >= span.begins, Event.starts_at < span.ends, Event.cancelled_at.is_(None)


def households_pledged(session: Session, span: Span) -> int:
    """Distinct households that made a pledge within the days."""
    made = select(func.count(Pledge.household_id.distinct()))
    return session.scalar(made.where(Pledge.made_at >= span.begins, Pledge.made_at < span.ends)) or 0


def pledges_kept(session: Session, span: Span) -> tuple[int, int, int, int]:
    """Answers that a pledge was kept, all answers, households that gave a yes, and households that gave a no."""
    households, yes = Pledge.household_id.distinct(), Confirmation.is_kept
    counts = (func.count().filter(yes), func.count(), func.count(households).filter(yes))
    found = select(*counts, func.count(households).filter(~yes)).join(Pledge, Pledge.id == Confirmation.pledge_id)
    given = (Confirmation.answered_at >= span.begins, Confirmation.answered_at < span.ends)
    kept, answers, with_yes, with_no = session.execute(found.where(*given)).one()
    return kept, answers, with_yes, with_no


def community_events(session: Session, span: Span) -> tuple[int, int]:
    """Events that communities held within the days, and how many communities run campaigns here."""
    community = (Organization.kind == _COMMUNITY, Organization.state == APPROVED)
    held = select(func.count(Event.id)).join(Campaign, Campaign.id == Event.campaign_id)
    held = held.join(Organization, Organization.id == Campaign.organization_id).where(*_held(span), *community)
    return session.scalar(held) or 0, session.scalar(select(func.count(Organization.id)).where(*community)) or 0


def closed_wave(session: Session, span: Span) -> int | None:
    """The survey of residents that closed last within the days, by the number of its wave."""
    over = (SurveyWave.state == CLOSED, SurveyWave.last_on >= span.first, SurveyWave.last_on <= span.last)
    found = select(SurveyWave.id).join(Survey, Survey.id == SurveyWave.survey_id).where(Survey.kind == RESIDENTS, *over)
    return session.scalar(found.order_by(SurveyWave.last_on.desc(), SurveyWave.id.desc()).limit(1))


def quiz_answers(session: Session, span: Span, core: Sequence[str]) -> tuple[int, int, int]:
    """First answers to core items that were right, all first answers, and how many people at least gave them, of the
    quizzes that ended within the days and whose results are published."""
    right, answers, people = QuizItemResult.first_right, QuizItemResult.first_people, QuizItemResult.first_people
    found = select(*(func.coalesce(one, 0) for one in (func.sum(right), func.sum(answers), func.min(people))))
    ended = (QuizWave.last_on >= span.first, QuizWave.last_on <= span.last, QuizWave.counted_at.is_not(None))
    told = (QuizItemResult.item.in_(core), right.is_not(None))
    of_waves = found.join(QuizWave, QuizWave.id == QuizItemResult.wave_id).where(*ended, *told).group_by(QuizWave.id)
    rows = [tuple(map(int, row)) for row in session.execute(of_waves)]
    return sum(row[0] for row in rows), sum(row[1] for row in rows), sum(row[2] for row in rows)
