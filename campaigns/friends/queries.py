"""Reads of friends, teammates, codes and cheers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from campaigns.friends import rules
from campaigns.friends.models import Cheer, FriendCode, Friendship, FriendWish
from campaigns.organizations.models import Team, TeamMember
from civic.accounts.models import Account
from civic.accounts.rules import username_key
from civic.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody else."""

    id: int
    nickname: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is a friend, has asked, or was asked; `shows_days`: friends see this one's days."""

    id: int
    nickname: str
    has_asked: bool
    is_friend: bool
    shows_days: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A cheer that reached the reader, or that the reader sent today."""

    from_id: int
    to_id: int
    nickname: str
    day: date
    phrase: str


def good_code(session: Session, resident_id: int) -> FriendCode | None:
    """The resident's code, however old."""
    return session.scalar(
        select(FriendCode).where(FriendCode.resident_id == resident_id, FriendCode.ended_at.is_(None))
    )


def hides(resident_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a resident wants to be seen by nobody."""
    return exists().where(FriendWish.resident_id == resident_id, FriendWish.hidden)


def wish(session: Session, resident_id: int) -> FriendWish:
    """What the resident shows; what holds at first for whoever has chosen nothing."""
    found = session.get(FriendWish, resident_id, populate_existing=True)
    return found or FriendWish(
        resident_id=resident_id, hidden=False, shows_days=True, wants_cheers=True, seen_by_team=False
    )


def known(session: Session, resident_id: int) -> Sequence[Known]:
    """Friends, who has asked and who was asked, in the order in which it began."""
    other = case((Friendship.low_id == resident_id, Friendship.high_id), else_=Friendship.low_id)
    shows = and_(func.coalesce(FriendWish.shows_days, True), ~func.coalesce(FriendWish.hidden, False))
    found = (
        select(
            Resident.id,
            Account.username,
            Friendship.asked_by_id != resident_id,
            Friendship.confirmed_at.is_not(None),
            shows,
        )
        .select_from(Friendship)
        .join(Resident, Resident.id == other)
        .join(Account, Account.id == Resident.account_id)
        .outerjoin(FriendWish, FriendWish.resident_id == Resident.id)
        .where(_of(resident_id), Resident.erased_at.is_(None))
        .order_by(Friendship.asked_at, Resident.id)
    )
    return [Known(row[0], row[1] or "", *map(bool, row[2:])) for row in session.execute(found)]


def _of(resident_id: int) -> ColumnElement[bool]:
    return or_(Friendship.low_id == resident_id, Friendship.high_id == resident_id)


def link(session: Session, one: int, other: int) -> Friendship | None:
    """What there is between two residents."""
    return session.get(Friendship, rules.pair(one, other), populate_existing=True)


def friends_of(session: Session, resident_id: int) -> int:
    """How many friends the resident has."""
    found = select(func.count()).select_from(Friendship)
    return session.scalar(found.where(_of(resident_id), Friendship.confirmed_at.is_not(None))) or 0


def open_questions_of(session: Session, resident_id: int) -> int:
    """How many the resident has asked who have not answered."""
    asked = (Friendship.asked_by_id == resident_id, Friendship.confirmed_at.is_(None))
    return session.scalar(select(func.count()).select_from(Friendship).where(*asked)) or 0


def teammates(session: Session, resident_id: int) -> Sequence[Person]:
    """Those in the resident's open teams who let their teams see them, by nickname."""
    mine, theirs = aliased(TeamMember), aliased(TeamMember)
    found = (
        select(Resident.id, Account.username)
        .join(Account, Account.id == Resident.account_id)
        .join(FriendWish, FriendWish.resident_id == Resident.id)
        .join(theirs, theirs.resident_id == Resident.id)
        .join(Team, Team.id == theirs.team_id)
        .join(mine, mine.team_id == Team.id)
        .where(
            mine.resident_id == resident_id,
            mine.left_at.is_(None),
            theirs.left_at.is_(None),
            Team.closed_at.is_(None),
            Resident.id != resident_id,
            Resident.erased_at.is_(None),
            FriendWish.seen_by_team,
            ~FriendWish.hidden,
        )
        .distinct()
        .order_by(Account.username)
        .limit(rules.TEAMMATES_SHOWN)
    )
    return [Person(row[0], row[1] or "") for row in session.execute(found)]


def are_teammates(session: Session, one: int, other: int) -> bool:
    """Whether both are in an open team, and the other lets the team see them, hidden or not."""
    mine, theirs = aliased(TeamMember), aliased(TeamMember)
    found = (
        select(Team.id)
        .join(mine, and_(mine.team_id == Team.id, mine.resident_id == one, mine.left_at.is_(None)))
        .join(theirs, and_(theirs.team_id == Team.id, theirs.resident_id == other, theirs.left_at.is_(None)))
        .join(FriendWish, FriendWish.resident_id == other)
        .where(Team.closed_at.is_(None), FriendWish.seen_by_team)
    )
    return session.execute(found.limit(1)).first() is not None


def person(session: Session, nickname: str) -> Person | None:
    """The resident with that nickname."""
    found = select(Resident.id, Account.username).join(Account, Account.id == Resident.account_id)
    key = username_key(nickname)
    row = (
        session.execute(found.where(Account.username_key == key, Resident.erased_at.is_(None))).first() if key else None
    )
    return Person(row[0], row[1] or "") if row else None


def owner(session: Session, code: str) -> tuple[FriendCode, Person] | None:
    """A code that is or was somebody's, and whose."""
    found = (
        select(FriendCode, Resident.id, Account.username)
        .join(Resident, Resident.id == FriendCode.resident_id)
        .join(Account, Account.id == Resident.account_id)
        .where(FriendCode.code == code, Resident.erased_at.is_(None))
    )
    row = session.execute(found.execution_options(populate_existing=True)).first()
    return (row[0], Person(row[1], row[2] or "")) if row else None


def cheers(session: Session, resident_id: int, today: date) -> Sequence[Said]:
    """What they said today, then the newest of what reached them in the last days; newest first."""
    came = and_(Cheer.to_id == resident_id, Cheer.reached, Cheer.day > today - rules.CHEERS_SHOWN)
    went = and_(Cheer.from_id == resident_id, Cheer.day == today)
    found = (
        select(Cheer.from_id, Cheer.to_id, Account.username, Cheer.day, Cheer.phrase)
        .join(Resident, Resident.id == Cheer.from_id)
        .join(Account, Account.id == Resident.account_id)
        .where(or_(came, went))
        .order_by((Cheer.from_id == resident_id).desc(), Cheer.id.desc())
        .limit(rules.CHEERS_LISTED)
    )
    return [Said(row[0], row[1], row[2] or "", row[3], row[4]) for row in session.execute(found)]


def cheered_on(session: Session, resident_id: int, day: date) -> frozenset[int]:
    """Whom the resident cheered on that day."""
    return frozenset(session.scalars(select(Cheer.to_id).where(Cheer.from_id == resident_id, Cheer.day == day)))


def _bonds(session: Session, resident_id: int) -> list[dict[str, object]]:
    """Friends and open questions, for the download."""
    other = case((Friendship.low_id == resident_id, Friendship.high_id), else_=Friendship.low_id)
    found = (
        select(Friendship, Account.username)
        .outerjoin(Resident, Resident.id == other)
        .outerjoin(Account, Account.id == Resident.account_id)
        .where(or_(_of(resident_id), Friendship.asked_by_id == resident_id))
        .order_by(Friendship.asked_at)
    )
    return [
        {
            "nickname": nickname or "",
            "has_asked": bond.asked_by_id != resident_id,
            "is_friend": bond.confirmed_at is not None,
        }
        for bond, nickname in session.execute(found)
    ]


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Codes, friends, wishes and cheers, for the download."""
    codes = select(FriendCode).where(FriendCode.resident_id == resident_id).order_by(FriendCode.made_at)
    said = select(Cheer).where(or_(Cheer.from_id == resident_id, and_(Cheer.to_id == resident_id, Cheer.reached)))
    mine = wish(session, resident_id)
    return {
        "friend_codes": [{"code": one.code, "made_at": one.made_at.isoformat()} for one in session.scalars(codes)],
        "friends": _bonds(session, resident_id),
        "friend_wishes": {
            name: getattr(mine, name) for name in ("hidden", "shows_days", "wants_cheers", "seen_by_team")
        },
        "cheers": [
            {"day": one.day.isoformat(), "phrase": one.phrase, "sent": one.from_id == resident_id}
            for one in session.scalars(said.order_by(Cheer.id))
        ],
    }
