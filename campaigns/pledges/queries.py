"""Reads of pledges: a household's, with what it answered so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, bindparam, func, select, union
from sqlalchemy.orm import Session

from campaigns.pledges.models import Confirmation, Pledge
from campaigns.programme.models import Campaign
from civic.database.columns import UtcDateTime
from civic.database.json_rows import JsonRows
from civic.residents.models import FormerMember, Resident


@dataclass(frozen=True, slots=True)
class Promise:
    """A pledge with the address of its campaign and its answers by period key."""

    pledge: Pledge
    campaign_slug: str
    answers: Mapping[str, Confirmation]


_with_answers = (
    select(Pledge, Campaign.slug, Confirmation)
    .join(Campaign, Campaign.id == Pledge.campaign_id)
    .outerjoin(Confirmation, Confirmation.pledge_id == Pledge.id)
)


def of_household(session: Session, household_id: int, campaign_id: int | None = None) -> list[Promise]:
    """The household's pledges, open ones first, newest first; one statement."""
    only = () if campaign_id is None else (Pledge.campaign_id == campaign_id,)
    rows = session.execute(
        _with_answers.where(Pledge.household_id == household_id, *only).order_by(
            Pledge.ended_at.isnot(None), Pledge.id.desc()
        )
    )
    return _promises(rows)


@dataclass(frozen=True, slots=True)
class OpenPledge:
    """A pledge that a home keeps up, with one of the periods that were asked about and has an answer; the reader has
    an account since `known_since`."""

    id: int
    action: str
    made_at: datetime
    known_since: datetime
    answered: str | None


def _with_answer(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Pledge.id,
            Pledge.action,
            Pledge.made_at,
            Resident.created_at.label("known_since"),
            Confirmation.period.label("answered"),
        )
        .select_from(Pledge)
        .join(Resident, Resident.id == bindparam("resident", type_=BigInteger))
        .outerjoin(Confirmation, and_(Confirmation.pledge_id == Pledge.id, *which))
        .where(Pledge.household_id == bindparam("household", type_=BigInteger), Pledge.ended_at.is_(None))
    )


_lately = Confirmation.answered_at >= bindparam("lately", type_=UtcDateTime)
kept_lately = JsonRows(OpenPledge, _with_answer(_lately))
"""The open pledges of a home with what it answered lately, for a page that reads more with it."""
kept_up = JsonRows(OpenPledge, _with_answer().where(Pledge.campaign_id == Campaign.id).correlate(Campaign))
"""The open pledges of the reader's home with its answers, for a campaign's page."""
_kept_lately = _with_answer(_lately)


def open_pledges(session: Session, resident_id: int, household_id: int, lately: datetime) -> list[OpenPledge]:
    """The open pledges of a home with what it answered lately."""
    asked = {"resident": resident_id, "household": household_id, "lately": lately}
    return [OpenPledge(*row) for row in session.execute(_kept_lately, asked)]


def promise(session: Session, pledge_id: int, household_id: int) -> Promise | None:
    """One pledge of the household; None for anybody else's."""
    rows = session.execute(_with_answers.where(Pledge.id == pledge_id, Pledge.household_id == household_id))
    return next(iter(_promises(rows)), None)


def _promises(rows: Iterable[Row[Pledge, str, Confirmation]]) -> list[Promise]:
    pledges: dict[int, tuple[Pledge, str]] = {}
    answers: dict[int, dict[str, Confirmation]] = {}
    for pledge, slug, answer in rows:
        pledges[pledge.id] = pledge, slug
        kept = answers.setdefault(pledge.id, {})
        if answer is not None:
            kept[answer.period] = answer
    return [Promise(pledge, slug, answers[number]) for number, (pledge, slug) in pledges.items()]


def open_pledge(session: Session, household_id: int, action: str) -> Pledge | None:
    """The household's open pledge for an action, in whichever campaign."""
    return session.scalar(
        select(Pledge).where(Pledge.household_id == household_id, Pledge.action == action, Pledge.ended_at.is_(None))
    )


def latest_elsewhere(session: Session, resident_id: int, household_id: int, action: str) -> Pledge | None:
    """The last pledge for the action in another home where this resident lived, whoever made it."""
    made = select(Pledge.id).where(Pledge.made_by_id == resident_id)
    left_behind = select(Pledge.id).join(FormerMember, FormerMember.household_id == Pledge.household_id)
    theirs = union(made, left_behind.where(FormerMember.resident_id == resident_id))
    return session.scalar(
        select(Pledge)
        .where(Pledge.id.in_(theirs), Pledge.household_id != household_id, Pledge.action == action)
        .order_by(Pledge.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a campaign's pledges went: households that pledged, pledges, periods kept, periods answered."""

    households: int
    pledges: int
    kept: int
    answered: int


def reach(session: Session, campaign_id: int) -> Reach:
    """Counts of a campaign's pledges and answers."""
    made = session.execute(
        select(func.count(Pledge.household_id.distinct()), func.count()).where(Pledge.campaign_id == campaign_id)
    ).one()
    answered = session.execute(
        select(func.count(), func.count().filter(Confirmation.is_kept))
        .join(Pledge, Pledge.id == Confirmation.pledge_id)
        .where(Pledge.campaign_id == campaign_id)
    ).one()
    return Reach(made[0], made[1], answered[1], answered[0])


def abandoned(session: Session, household_id: int | None) -> list[Pledge]:
    """Open pledges of homes (or of that home) in which nobody with an account lives any more."""
    there = () if household_id is None else (Pledge.household_id == household_id,)
    lives = select(Resident.id).where(and_(Resident.household_id == Pledge.household_id, Resident.erased_at.is_(None)))
    return list(session.scalars(select(Pledge).where(Pledge.ended_at.is_(None), ~lives.exists(), *there)))


def not_answered(actions: Iterable[str], made_before: datetime, period: str) -> Select[int]:
    """The residents whose homes keep up a pledge for one of the actions, made before that instant, and have not
    answered for the period."""
    answer = select(Confirmation.pledge_id).where(Confirmation.pledge_id == Pledge.id, Confirmation.period == period)
    return (
        select(Resident.id)
        .join(Pledge, Pledge.household_id == Resident.household_id)
        .where(
            Pledge.ended_at.is_(None),
            Pledge.action.in_(sorted(actions)),
            Pledge.made_at < made_before,
            ~answer.exists(),
        )
    )
