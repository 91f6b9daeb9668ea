"""Reads of a family challenge."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from campaigns.families.models import Family, FamilyMember, FamilyTask, TaskTick


def tasks(session: Session, campaign_id: int) -> Sequence[FamilyTask]:
    """The tasks, week by week."""
    found = select(FamilyTask).where(FamilyTask.campaign_id == campaign_id)
    return session.scalars(found.order_by(FamilyTask.week, FamilyTask.id)).all()


def family(session: Session, campaign_id: int, household_id: int) -> Family | None:
    """The household in the challenge, also after leaving."""
    return session.get(Family, (campaign_id, household_id))


@dataclass(frozen=True, slots=True)
class Standing:
    """A family on the board."""

    household_id: int
    name: str
    tasks_done: int
    low_mg: int
    mid_mg: int
    high_mg: int


def board(session: Session, campaign_id: int, limit: int = 200) -> list[Standing]:
    """The families by tasks done, then by name; one statement over stored results."""
    rows = session.execute(
        select(Family.household_id, Family.name, Family.tasks_done, Family.low_mg, Family.mid_mg, Family.high_mg)
        .where(Family.campaign_id == campaign_id, Family.left_at.is_(None))
        .order_by(Family.tasks_done.desc(), Family.name, Family.household_id)
        .limit(limit)
    )
    return [Standing(*row) for row in rows]


def ticks(session: Session, campaign_id: int) -> set[tuple[int, int]]:
    """(household, task) of everything that families ticked."""
    rows = session.execute(
        select(TaskTick.household_id, TaskTick.task_id)
        .join(FamilyTask, FamilyTask.id == TaskTick.task_id)
        .where(FamilyTask.campaign_id == campaign_id)
    )
    return {(row[0], row[1]) for row in rows}


def members(campaign_id: int) -> Select[int]:
    """The numbers of all whose entries count, as a query."""
    return select(FamilyMember.resident_id).where(FamilyMember.campaign_id == campaign_id)


def members_of(campaign_id: int, household_id: int) -> Select[int]:
    """The same for one family."""
    return members(campaign_id).where(FamilyMember.household_id == household_id)


def living(session: Session, campaign_id: int) -> Sequence[Family]:
    """The families that take part now."""
    found = select(Family).where(Family.campaign_id == campaign_id, Family.left_at.is_(None))
    return session.scalars(found.order_by(Family.household_id)).all()
