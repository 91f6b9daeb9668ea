"""Surveys and their questions, which stay as they are once somebody is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from campaigns.programme.models import Campaign
from campaigns.surveys import queries, rules
from campaigns.surveys.bank import BankQuestion
from campaigns.surveys.models import Survey, SurveyQuestion
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """What staff says of a survey; `campaign` is the address of its campaign, "" for a sample of residents."""

    slug: str
    title: Text
    frame: Text
    campaign: str


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What staff types of a question."""

    position: int
    key: str
    kind: str
    measures: str
    text: Text
    answers: Sequence[Text]
    positive: Sequence[int]


# The survey


def create(session: Session, clerk: Actor, draft: SurveyDraft, now: datetime) -> Survey:
    """A new survey, without questions.

    Raises:
        Invalid: on `slug` or `campaign`.
    """
    _check_slug(session, draft.slug)
    made = Survey(slug=draft.slug, state=rules.DRAFT, created_by_id=clerk.account_id, created_at=now)
    made.campaign_id = _campaign_id(session, draft.campaign) if draft.campaign else None
    made.kind = rules.CAMPAIGN if draft.campaign else rules.RESIDENTS
    made.title, made.frame = draft.title, draft.frame
    session.add(made)
    session.flush()
    _note(session, clerk, "plan a survey", made, draft.slug, now)
    return made


def _check_slug(session: Session, slug: str) -> None:
    if not rules.SLUG.fullmatch(slug):
        raise Invalid("Use small letters, digits and single hyphens, as in “autumn-2026”.", field="slug")
    if session.scalar(select(exists().where(Survey.slug == slug))):
        raise Invalid("Another survey has this address.", field="slug")


def _campaign_id(session: Session, slug: str) -> int:
    found = session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    if found is None:
        raise Invalid("There is no campaign with this address.", field="campaign")
    return found


def change(session: Session, clerk: Actor, survey_id: int, title: Text, frame: Text, now: datetime) -> None:
    """Other words for a survey that nobody has answered yet.

    Raises:
        Conflict: it is open already.
    """
    found = _draft(session, survey_id)
    found.title, found.frame = title, frame
    _note(session, clerk, "change a survey", found, found.slug, now)


def archive(session: Session, clerk: Actor, survey_id: int, now: datetime) -> None:
    """Puts a survey away that is closed.

    Raises:
        Conflict: it is not closed.
    """
    found = queries.survey(session, survey_id)
    if found.state != rules.CLOSED:
        raise Conflict("Only a survey that is closed can be archived.")
    found.state = rules.ARCHIVED
    _note(session, clerk, "archive a survey", found, "", now)


def locked(session: Session, survey_id: int) -> Survey:
    """The survey, which nobody else changes until the transaction ends.

    Raises:
        NotFound: there is no such survey.
    """
    found = session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _draft(session: Session, survey_id: int) -> Survey:
    found = locked(session, survey_id)
    if found.state != rules.DRAFT:
        raise Conflict("This survey was opened: what it asks stays as it is.")
    return found


def _note(session: Session, clerk: Actor, act: str, survey: Survey, details: str, now: datetime) -> None:
    record(session, by(clerk), act, f"survey:{survey.id}", details, now)


# Questions


def add_question(session: Session, clerk: Actor, survey_id: int, draft: QuestionDraft, now: datetime) -> None:
    """One more question, at its position.

    Raises:
        Conflict: the survey is open already.
        Invalid: on `key`, `answers` or `positive`.
    """
    survey = _draft(session, survey_id)
    made = SurveyQuestion(survey_id=survey_id)
    _fill(session, made, draft)
    session.add(made)
    _renumber(session, survey_id, made)
    _note(session, clerk, "add a question to a survey", survey, draft.key, now)


def add_from_bank(
    session: Session, clerk: Actor, survey_id: int, chosen: Sequence[BankQuestion], now: datetime
) -> None:
    """Questions of the pack, behind those that are there; one that is there already is left as it is.

    Raises:
        Conflict: the survey is open already.
        Invalid: too many questions.
    """
    _draft(session, survey_id)
    there = {one.key for one in queries.questions(session, survey_id)}
    for one in chosen:
        if one.id not in there:
            draft = QuestionDraft(
                rules.MOST_QUESTIONS, one.id, one.kind, one.measures, one.text, one.answers, one.positive
            )
            add_question(session, clerk, survey_id, draft, now)


def change_question(
    session: Session, clerk: Actor, survey_id: int, question_id: int, draft: QuestionDraft, now: datetime
) -> None:
    """A question as it is typed now.

    Raises:
        Conflict: the survey is open already.
        Invalid: on `key`, `answers` or `positive`.
    """
    survey = _draft(session, survey_id)
    found = queries.question(session, survey_id, question_id)
    _fill(session, found, draft)
    _renumber(session, survey_id, found)
    _note(session, clerk, "change a question of a survey", survey, draft.key, now)


def remove_question(session: Session, clerk: Actor, survey_id: int, question_id: int, now: datetime) -> None:
    """Takes a question out.

    Raises:
        Conflict: the survey is open already.
    """
    survey = _draft(session, survey_id)
    found = queries.question(session, survey_id, question_id)
    session.delete(found)
    session.flush()
    _number(queries.questions(session, survey_id))
    _note(session, clerk, "remove a question from a survey", survey, found.key, now)


def _fill(session: Session, question: SurveyQuestion, draft: QuestionDraft) -> None:
    rules.check_question(draft.kind, draft.measures, len(draft.answers), draft.positive)
    taken = exists().where(
        SurveyQuestion.survey_id == question.survey_id,
        SurveyQuestion.key == draft.key,
        SurveyQuestion.id != (question.id or 0),
    )
    if session.scalar(select(taken)):
        raise Invalid("Another question has this key.", field="key")
    question.position, question.key = draft.position, draft.key
    question.kind, question.measures, question.text = draft.kind, draft.measures, draft.text
    question.answers = [dict(answer.by_language) for answer in draft.answers]
    question.positive = sorted(draft.positive)


def _renumber(session: Session, survey_id: int, moved: SurveyQuestion) -> None:
    """The moved one stands where it wants to, the others keep their order."""
    session.flush()
    others = [one for one in queries.questions(session, survey_id) if one is not moved]
    if len(others) >= rules.MOST_QUESTIONS:
        raise Invalid("A survey has at most %(most)s questions.", field="", most=rules.MOST_QUESTIONS)
    place = min(max(moved.position, 1), len(others) + 1) - 1
    _number([*others[:place], moved, *others[place:]])


def _number(questions: Sequence[SurveyQuestion]) -> None:
    for position, one in enumerate(questions, 1):
        one.position = position
