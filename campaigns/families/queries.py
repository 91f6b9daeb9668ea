"""Reads of a family challenge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, and_, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from campaigns.families.models import Family, FamilyMember, FamilyTask, TaskTick
from campaigns.programme.models import Campaign
from civic.database.json_rows import JsonRows
from footprint.groups.queries import HouseholdMembers

_STANDING = (Family.household_id, Family.name, Family.tasks_done, Family.low_mg, Family.mid_mg, Family.high_mg)
_BY_PLACE = (Family.tasks_done.desc(), Family.household_id.desc())
"""As the index has it, backwards: those with as many tasks share a place anyway."""
_FIRST = 6
"""One more than is shown, so that a tie with the last one is seen."""


def tasks(session: Session, campaign_id: int) -> Sequence[FamilyTask]:
    """The tasks, week by week."""
    found = select(FamilyTask).where(FamilyTask.campaign_id == campaign_id)
    return session.scalars(found.order_by(FamilyTask.week, FamilyTask.id)).all()


def family(session: Session, campaign_id: int, household_id: int) -> Family | None:
    """The household in the challenge, also after leaving."""
    return session.get(Family, (campaign_id, household_id))


@dataclass(frozen=True, slots=True)
class FamilyOnBoard:
    """A family on the board."""

    household_id: int
    name: str
    tasks_done: int
    low_mg: int
    mid_mg: int
    high_mg: int


def board(session: Session, campaign_id: int, limit: int = 200) -> list[FamilyOnBoard]:
    """The families by tasks done; one statement over stored results."""
    rows = session.execute(
        select(*_STANDING)
        .where(Family.campaign_id == campaign_id, Family.left_at.is_(None))
        .order_by(*_BY_PLACE)
        .limit(limit)
    )
    return [FamilyOnBoard(*row) for row in rows]


_mine = aliased(Family)
_home = bindparam("household", type_=BigInteger)
_plays = (
    exists()
    .where(
        _mine.campaign_id == Campaign.id,
        _mine.household_id == _home,
        _mine.left_at.is_(None),
    )
    .correlate(Campaign)
)


@dataclass(frozen=True, slots=True)
class FamilyForReader(FamilyOnBoard):
    """A family on the board: whether it is the reader's own, and whether the reader's plays at all."""

    own: bool
    plays: bool


first_of_board = JsonRows(
    FamilyForReader,
    select(*_STANDING, (Family.household_id == _home).label("own"), _plays.label("plays"))
    .where(Family.campaign_id == Campaign.id, Family.left_at.is_(None))
    .order_by(*_BY_PLACE)
    .limit(_FIRST),
    of=Campaign.__table__,
)
"""The first of the board, for a campaign's page."""


def in_order(found: Iterable[FamilyForReader]) -> list[FamilyForReader]:
    """In the order of the board."""
    return sorted(found, key=lambda one: (-one.tasks_done, -one.household_id))


def ticks(session: Session, campaign_id: int, household_id: int | None = None) -> set[tuple[int, int]]:
    """(household, task) of everything that families, or one of them, ticked since they joined."""
    mine = () if household_id is None else (Family.household_id == household_id,)
    rows = session.execute(
        select(TaskTick.household_id, TaskTick.task_id)
        .join(FamilyTask, FamilyTask.id == TaskTick.task_id)
        .join(Family, and_(Family.campaign_id == campaign_id, Family.household_id == TaskTick.household_id))
        .where(FamilyTask.campaign_id == campaign_id, TaskTick.ticked_at >= Family.joined_at, *mine)
    )
    return {(row[0], row[1]) for row in rows}


def members(campaign_id: int, household_id: int | None = None) -> HouseholdMembers:
    """All whose entries count, or those of one family: in which household, and since when."""
    mine = () if household_id is None else (FamilyMember.household_id == household_id,)
    family = and_(Family.campaign_id == campaign_id, Family.household_id == FamilyMember.household_id)
    return (
        select(FamilyMember.resident_id, FamilyMember.household_id, Family.joined_on, Family.after_entry_id)
        .join(Family, family)
        .where(FamilyMember.campaign_id == campaign_id, *mine)
    )


def living(session: Session, campaign_id: int) -> Sequence[Family]:
    """The families that take part now."""
    found = select(Family).where(Family.campaign_id == campaign_id, Family.left_at.is_(None))
    return session.scalars(found.order_by(Family.household_id)).all()
