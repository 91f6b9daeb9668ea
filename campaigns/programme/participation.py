"""Joining and leaving a campaign, and counting how far it has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.organizations.queries import is_team_member
from campaigns.programme import queries, rules
from campaigns.programme.models import Answer, Campaign, CampaignProgress, Participant, Question
from civic.errors import Forbidden, Invalid
from civic.numbers import is_number
from civic.residents.identity import ResidentActor
from footprint.groups.queries import GroupSum, group_sum, own_sum

SMALL = 500
"""A campaign with fewer participants is counted anew at once when somebody joins or leaves."""
ANSWER_MAX = 500


def join(
    session: Session,
    campaign: Campaign,
    actor: ResidentActor,
    answers: Mapping[int, str],
    *,
    team_id: int | None = None,
    link_id: int | None = None,
    today: date | None,
    now: datetime,
) -> Participant:
    """Makes the actor a participant; once more changes the answers and nothing else.

    Args:
        answers: what was typed, by question.
        link_id: the tracked link that brought a newcomer; the first one counts.

    Raises:
        Forbidden: the campaign is not for this resident, or not any more.
        Invalid: on field `question-<id>`, an answer that cannot be.
    """
    check_may_join(session, campaign, actor, today)
    said = _checked(queries.questions(session, campaign.id), answers)
    row = queries.participant(session, campaign.id, actor.resident_id)
    if row is None:
        row = Participant(campaign_id=campaign.id, resident_id=actor.resident_id, link_id=link_id, joined_at=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # a double click
            row = queries.participant(session, campaign.id, actor.resident_id)
            assert row is not None
    row.left_at = None
    row.team_id = team_id or row.team_id
    session.flush()
    for question_id, words in said.items():
        session.merge(Answer(participant_id=row.id, question_id=question_id, answer=words))
    return row


def joined_or_join(session: Session, campaign: Campaign, actor: ResidentActor, now: datetime) -> Participant:
    """The actor's row, made where there is none: whoever registers for a part of a campaign takes part in it. Until
    when that part can be registered for is the caller's rule.

    Raises:
        Forbidden: the campaign is not for this resident, or not any more, or asks questions that must be answered
            first.
    """
    check_run(session, campaign.id)
    row = queries.participant(session, campaign.id, actor.resident_id)
    if row is not None and row.left_at is None:
        return row
    try:
        return join(session, campaign, actor, {}, today=None, now=now)
    except Invalid as unanswered:
        raise Forbidden("Please join the campaign first: it asks a question that must be answered.") from unanswered


def leave(session: Session, campaign_id: int, actor: ResidentActor, now: datetime) -> None:
    """Ends the participation; what was done stays in the ledger, and no longer counts for the campaign."""
    row = queries.participant(session, campaign_id, actor.resident_id)
    if row is not None and row.left_at is None:
        row.left_at = now


def check_may_join(session: Session, campaign: Campaign, actor: ResidentActor, today: date | None) -> None:
    """Whether the campaign is open to this resident on that day; None leaves the days to the caller.

    Raises:
        Forbidden: with the reason.
    """
    if not rules.may_join_on(campaign.state, campaign.ends_on, today or campaign.ends_on):
        raise Forbidden("This campaign can be joined no more.")
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


# Counting


def participants(campaign_id: int) -> Select[int]:
    """The numbers of those who take part now, as a query."""
    return select(Participant.resident_id).where(Participant.campaign_id == campaign_id, Participant.left_at.is_(None))


def source_of(campaign_id: int) -> str:
    """What the source of every entry begins with that the campaign recorded itself."""
    return f"campaign:{campaign_id}:"


@dataclass(frozen=True, slots=True)
class Count:
    """How far a campaign had come at an instant."""

    campaign_id: int
    people: int
    done: GroupSum
    at: datetime


def count(session: Session, campaign: Campaign, now: datetime) -> Count:
    """Counts a campaign from its participants and the ledger; reads only."""
    done = group_sum(
        session,
        participants(campaign.id),
        campaign.actions,
        source_of(campaign.id),
        campaign.starts_on,
        campaign.ends_on,
    )
    return Count(campaign.id, queries.participant_count(session, campaign.id), done, now)


def keep(session: Session, counted: Count) -> CampaignProgress:
    """Puts a count where pages read it, unless a later one stands there already."""
    _lock(session, counted.campaign_id)
    progress = session.get(CampaignProgress, counted.campaign_id, populate_existing=True)
    if progress is None:
        progress = CampaignProgress(campaign_id=counted.campaign_id, crowd_people=0, counted_at=counted.at)
        session.add(progress)
    elif progress.counted_at > counted.at:
        return progress
    progress.people, progress.counted_at = counted.people, counted.at
    for name in GroupSum.__slots__:
        setattr(progress, name, getattr(counted.done, name))
    return progress


def recount(session: Session, campaign: Campaign, now: datetime) -> CampaignProgress:
    """Counts the campaign anew and keeps the count."""
    session.flush()
    _lock(session, campaign.id)
    return keep(session, count(session, campaign, now))


def _lock(session: Session, campaign_id: int) -> None:
    """Counts of one campaign follow one another. The lock is one that participants being added do not wait for."""
    session.execute(select(Campaign.id).where(Campaign.id == campaign_id).with_for_update(key_share=True))


def recount_small(session: Session, campaign: Campaign, now: datetime) -> None:
    """Counts a small campaign at once; a large one waits for the minute's task."""
    session.flush()
    if queries.participant_count(session, campaign.id) <= SMALL:
        recount(session, campaign, now)


def living(session: Session, today: date) -> Sequence[Campaign]:
    """The campaigns whose figures may still change: begun, and not longer over than what was done may be entered late
    or taken back."""
    last = today - timedelta(days=rules.LATE_DAYS + 1)
    public = Campaign.state.in_((rules.PUBLISHED, rules.CLOSED))
    found = select(Campaign).where(public, Campaign.starts_on <= today, Campaign.ends_on >= last)
    return session.scalars(found.order_by(Campaign.id)).all()


@dataclass(frozen=True, slots=True)
class Scope:
    """What counts for a campaign: its actions within its days."""

    id: int
    actions: tuple[str, ...]
    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, campaign: Campaign) -> "Scope":
        return cls(campaign.id, tuple(campaign.actions), campaign.starts_on, campaign.ends_on)


def own_share(session: Session, campaign: Campaign | Scope, resident_id: int) -> GroupSum:
    """What one participant did that counts for the campaign."""
    return own_sum(session, resident_id, campaign.actions, source_of(campaign.id), campaign.starts_on, campaign.ends_on)
