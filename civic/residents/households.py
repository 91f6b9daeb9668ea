"""Who shares a home. Whoever has a household's code may move in; leaving it makes a household of one's own.

The ledger keeps the household of the time with every entry, and counts it against that home's limits for good. Moves
lock the rows of both households in the order of their numbers, then those of their residents in the order of theirs, as
the ledger does: nobody waits for ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from civic.accounts.models import Account
from civic.codes import new_code, read_code
from civic.errors import Conflict, Invalid, Unauthenticated
from civic.feature import ExtensionPoint, Registry
from civic.residents.identity import ResidentActor
from civic.residents.models import FormerMember, Household, Resident
from civic.residents.rules import HOUSEHOLD_CODE_LENGTH, HOUSEHOLD_MAX

AFTER_MOVE: ExtensionPoint[Callable[[Session, int, int, datetime], None]] = ExtensionPoint("after a move")
"""Each is told, in the move's transaction, of the household that somebody left and the resident's number: (session,
old household, resident, now)."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household."""

    id: int
    nickname: str


def members(session: Session, household_id: int) -> Sequence[Member]:
    """Everybody who lives there, in the order in which they signed up."""
    found = (
        select(Resident.id, Account.username)
        .join(Account, Account.id == Resident.account_id)
        .where(Resident.household_id == household_id, Resident.erased_at.is_(None))
    )
    return [Member(row[0], row[1] or "") for row in session.execute(found.order_by(Resident.id))]


def code_of(session: Session, household_id: int) -> str | None:
    """The code that lets others move in; None while nobody may."""
    return session.scalar(select(Household.code).where(Household.id == household_id))


@dataclass(frozen=True, slots=True)
class Home:
    """A household that somebody may move into."""

    id: int
    members: Sequence[Member]


def with_code(session: Session, typed: str) -> Home:
    """The household with that code.

    Raises:
        Invalid: on field `code`: nobody has it.
    """
    code = read_code(typed)
    found = session.scalar(select(Household.id).where(Household.code == code)) if code else None
    living = members(session, found) if found is not None else []
    if found is None or not living:
        raise Invalid("No household has this code. Please look at it once more.", field="code")
    return Home(found, living)


def open_door(session: Session, actor: ResidentActor) -> str:
    """A new code for the actor's household; an old one opens nothing any more."""
    code = new_code(HOUSEHOLD_CODE_LENGTH)
    _locked_household(session, actor).code = code
    return code


def close_door(session: Session, actor: ResidentActor) -> None:
    """Nobody can move in until there is a new code; who lives there stays."""
    _locked_household(session, actor).code = None


def move_in(session: Session, registry: Registry, actor: ResidentActor, typed: str, now: datetime) -> None:
    """Moves the actor into the household with that code; once more changes nothing.

    Raises:
        Invalid: on field `code`: nobody has it (any more).
        Conflict: that household is full.
        Unauthenticated: the account has just been erased.
    """
    home = with_code(session, typed)
    living = _locked(session, actor, home.id)
    if session.scalar(select(Household.code).where(Household.id == home.id)) != read_code(typed):
        raise Invalid("No household has this code. Please look at it once more.", field="code")
    if living[actor.resident_id] == home.id:
        return
    if sum(household == home.id for household in living.values()) >= HOUSEHOLD_MAX:
        raise Conflict("A household has at most %(most)s people here.", most=HOUSEHOLD_MAX)
    _move(session, registry, actor, living, home.id, now)


def move_out(session: Session, registry: Registry, actor: ResidentActor, now: datetime) -> None:
    """Gives the actor a household of one's own.

    Raises:
        Conflict: nobody else lives there, so there is nothing to leave.
        Unauthenticated: the account has just been erased.
    """
    living = _locked(session, actor)
    if list(living.values()).count(living[actor.resident_id]) < 2:
        raise Conflict("You live alone in your household here already.")
    fresh = Household(created_at=now)
    session.add(fresh)
    session.flush()
    _move(session, registry, actor, living, fresh.id, now)


def _move(
    session: Session, registry: Registry, actor: ResidentActor, living: dict[int, int], household_id: int, now: datetime
) -> None:
    old = living[actor.resident_id]
    session.execute(update(Resident).where(Resident.id == actor.resident_id).values(household_id=household_id))
    session.merge(FormerMember(household_id=old, resident_id=actor.resident_id))
    if list(living.values()).count(old) == 1:
        session.execute(update(Household).where(Household.id == old).values(code=None))
    for tell in registry.all(AFTER_MOVE):
        tell(session, old, actor.resident_id, now)


def forget(session: Session, resident_id: int) -> None:
    """On erasure: the door of a home in which nobody is left is closed."""
    household_id = session.scalar(select(Resident.household_id).where(Resident.id == resident_id))
    if household_id is not None and not members(session, household_id):
        session.execute(update(Household).where(Household.id == household_id).values(code=None))


def _locked_household(session: Session, actor: ResidentActor) -> Household:
    """The actor's household, locked.

    Raises:
        Unauthenticated: the account has just been erased.
    """
    living = _locked(session, actor)
    return session.scalars(
        select(Household).where(Household.id == living[actor.resident_id]).execution_options(populate_existing=True)
    ).one()


def _locked(session: Session, actor: ResidentActor, *others: int) -> dict[int, int]:
    """Resident → household of all who live in the actor's household or in the others, all locked.

    Somebody who moves at the same moment is found in neither: then it is looked up anew.
    """
    while True:
        with session.begin_nested() as trial:
            living = _lock_once(session, actor, others)
            if actor.resident_id in living:
                return living
            trial.rollback()  # what is locked for nothing is let go, or the next locks would be out of order


def _lock_once(session: Session, actor: ResidentActor, others: Sequence[int]) -> dict[int, int]:
    who = select(Resident.household_id).where(Resident.id == actor.resident_id, Resident.erased_at.is_(None))
    own_id = session.scalar(who)
    if own_id is None:
        raise Unauthenticated("Please sign in first.")
    homes = {own_id, *others}
    doors = select(Household.id).where(Household.id.in_(homes)).order_by(Household.id)
    session.execute(doors.with_for_update(key_share=True)).all()
    found = select(Resident.id, Resident.household_id).where(
        Resident.household_id.in_(homes), Resident.erased_at.is_(None)
    )
    rows = session.execute(found.order_by(Resident.id).with_for_update(key_share=True))
    return {row[0]: row[1] for row in rows}
