"""Joining and leaving a campaign."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.organizations.queries import is_team_member
from campaigns.programme import counting, queries, rules
from campaigns.programme.models import Answer, Campaign, Participant, Question
from civic.errors import Forbidden, Invalid
from civic.numbers import is_number
from civic.residents.identity import ResidentActor
from footprint.groups.queries import newest_entry

ANSWER_MAX = 500


def join(
    session: Session,
    campaign: Campaign,
    actor: ResidentActor,
    answers: Mapping[int, str],
    *,
    team_id: int | None = None,
    link_id: int | None = None,
    today: date,
    now: datetime,
    is_late: bool = False,
    is_after_closing: bool = False,
) -> Participant:
    """Makes the actor a participant; once more changes the answers and nothing else.

    Args:
        answers: what was typed, by question.
        link_id: the tracked link that brought a newcomer; the first one counts.
        is_late: whether somebody else's rule says until when it can be joined.
        is_after_closing: whether that goes for a campaign that is closed, too.

    Raises:
        Forbidden: the campaign is not for this resident, or not any more.
        Invalid: on field `question-<id>`, an answer that cannot be.
    """
    if not (is_after_closing and campaign.state == rules.CLOSED):
        check_open(campaign, None if is_late else today)
    check_may_join(session, campaign, actor)
    said = _checked(queries.questions(session, campaign.id), answers)
    row = _row(session, campaign, actor.resident_id, link_id, today, now)
    row.team_id = team_id or row.team_id
    session.flush()
    for question_id, words in said.items():
        session.merge(Answer(participant_id=row.id, question_id=question_id, answer=words))
    return row


def _row(
    session: Session, campaign: Campaign, resident_id: int, link_id: int | None, today: date, now: datetime
) -> Participant:
    """The resident's living row. Who comes back begins anew: what was done before counts no more."""
    row = queries.participant(session, campaign.id, resident_id)
    if row is None:
        row = Participant(campaign_id=campaign.id, resident_id=resident_id, link_id=link_id)
        _begin(session, row, today, now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # a double click
            row = queries.participant(session, campaign.id, resident_id)
            assert row is not None
    elif row.left_at is not None:
        row.left_at = None
        _begin(session, row, today, now)
        counting.note_participant(session, campaign.id, resident_id)
    return row


def _begin(session: Session, row: Participant, today: date, now: datetime) -> None:
    row.joined_at, row.joined_on = now, today
    row.after_entry_id = newest_entry(session, row.resident_id)


def joined_or_join(
    session: Session,
    campaign: Campaign,
    actor: ResidentActor,
    today: date,
    now: datetime,
    *,
    is_after_closing: bool = False,
) -> Participant:
    """The actor's row, made where there is none: whoever registers for a part of a campaign takes part in it. Until
    when that part can be registered for is the caller's rule; `is_after_closing` where it may be told of a campaign
    that is closed.

    Raises:
        Forbidden: the campaign is not for this resident, or not any more, or asks questions that must be answered
            first.
    """
    check_run(session, campaign.id)
    row = queries.participant(session, campaign.id, actor.resident_id)
    if row is not None and row.left_at is None:
        return row
    try:
        return join(session, campaign, actor, {}, today=today, now=now, is_late=True, is_after_closing=is_after_closing)
    except Invalid as unanswered:
        raise Forbidden("Please join the campaign first: it asks a question that must be answered.") from unanswered


def leave(session: Session, campaign_id: int, actor: ResidentActor, now: datetime) -> None:
    """Ends the participation; what was done stays in the ledger, and no longer counts for the campaign."""
    row = queries.participant(session, campaign_id, actor.resident_id)
    if row is not None and row.left_at is None:
        row.left_at = now
        counting.note_participant(session, campaign_id, actor.resident_id)


def check_open(campaign: Campaign, today: date | None) -> None:
    """Whether the campaign can be joined on that day; None leaves the days to the caller.

    Raises:
        Forbidden: it is over, or not published.
    """
    if not rules.may_join_on(campaign.state, campaign.ends_on, today or campaign.ends_on):
        raise Forbidden("This campaign can no longer be joined.")


def check_may_join(session: Session, campaign: Campaign, actor: ResidentActor) -> None:
    """Whether the campaign is for this resident.

    Raises:
        Forbidden: with the reason.
    """
    check_run(session, campaign.id)
    if campaign.audience == "districts" and campaign.districts and actor.district_id not in campaign.districts:
        raise Forbidden("This campaign is for the residents of other districts.")
    if campaign.audience == "team" and not is_team_member(session, actor.resident_id, campaign.organization_id):
        raise Forbidden("This campaign is for the teams of its organization. Join a team by its link first.")


def check_run(session: Session, campaign_id: int) -> None:
    """Whether anybody is left who answers for the campaign: asked wherever somebody takes part in any way.

    Raises:
        Forbidden: its organizations are closed.
    """
    if not queries.has_organizer(session, campaign_id):
        raise Forbidden("Nobody runs this campaign at the moment, so nobody can take part. The city looks after it.")


def _checked(questions: Iterable[Question], answers: Mapping[int, str]) -> dict[int, str]:
    return {question.id: _answer(question, answers.get(question.id, "").strip()) for question in questions}


def _answer(question: Question, typed: str) -> str:
    field = f"question-{question.id}"
    if not typed:
        if question.is_required:
            raise Invalid("Please answer this.", field=field)
        return ""
    if len(typed) > ANSWER_MAX:
        raise Invalid("At most %(most)s characters, please.", field=field, most=ANSWER_MAX)
    allowed = {"choice": question.choices, "yesno": ["yes", "no"]}.get(question.kind)
    if allowed is not None and typed not in allowed:
        raise Invalid("Please choose one of the answers.", field=field)
    if question.kind == "number" and not is_number(typed):
        raise Invalid("Please give a number.", field=field)
    return typed
