"""Becoming friends and ending it, cheering, choosing what others see. Whoever is hidden or keeps somebody away is not
told of: to the other one it looks like a code that was replaced, or a cheer that was sent.

Both residents' rows are locked in the order of their numbers, as the ledger does.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from campaigns.friends import queries, rules
from campaigns.friends.models import Cheer, FriendCode, Friendship, FriendWish
from campaigns.friends.queries import Person
from campaigns.moderation.queries import keeps_away
from campaigns.moderation.rules import KEPT_AWAY
from campaigns.moderation.services import check_not_blocked, hide
from civic.calendar import CityCalendar
from civic.codes import new_code, read_code
from civic.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated, msgid
from civic.messages.rules import DAY, humane
from civic.messages.services import tell
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident

TOPIC = "friends"
_PAGE = "/me/friends"


class UnknownCode(Invalid):
    """A code that is nobody's."""

    def __init__(self) -> None:
        super().__init__(msgid("Nobody has this code. Please look at it once more."), field="code")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What friends and teammates see, and whether cheers reach."""

    shows_days: bool
    wants_cheers: bool
    seen_by_team: bool


# Codes


def renew_code(session: Session, actor: ResidentActor, now: datetime) -> None:
    """A new code for the actor; the one before is recognized as replaced.

    Raises:
        TooMany: enough new codes for a day.
    """
    _lock(session, actor.resident_id)
    mine = FriendCode.resident_id == actor.resident_id
    lately = select(func.count()).select_from(FriendCode).where(mine, FriendCode.made_at > now - DAY)
    if (session.scalar(lately) or 0) >= rules.CODES_A_DAY:
        raise TooMany(
            "You can make at most %(most)s new codes a day. Please come back tomorrow.",
            retry_after_s=int(DAY.total_seconds()),
            most=rules.CODES_A_DAY,
        )
    session.execute(delete(FriendCode).where(mine, FriendCode.ended_at < now - rules.CODES_KEPT))
    session.execute(update(FriendCode).where(mine, FriendCode.ended_at.is_(None)).values(ended_at=now))
    session.add(FriendCode(code=new_code(rules.CODE_LENGTH), resident_id=actor.resident_id, made_at=now))
    session.flush()


def with_code(session: Session, actor: ResidentActor, typed: str, now: datetime) -> Person:
    """Whose code it is.

    Raises:
        UnknownCode: nobody's.
        Invalid: the actor's own, a friend's, one that was replaced or is too old (field `code`). The code of somebody
            who is hidden or keeps the actor away says that it was replaced, as one that held yesterday may.
    """
    found = queries.owner(session, read_code(typed))
    if found is None:
        raise UnknownCode()
    code, person = found
    if person.id == actor.resident_id:
        raise Invalid("This is your own code. Give it to somebody you know.", field="code")
    link = queries.link(session, actor.resident_id, person.id)
    if link is not None and link.confirmed_at is not None:
        raise Invalid("You are friends already.", field="code")
    is_kept_out = queries.wish(session, person.id).hidden or keeps_away(session, person.id, actor.resident_id)
    if is_kept_out or code.ended_at is not None:
        raise Invalid("This code has been replaced. Please ask for the new one.", field="code")
    if not rules.holds(code.made_at, now):
        raise Invalid("This code is too old. Please ask for a new one.", field="code")
    return person


# Friends


def ask(
    session: Session, calendar: CityCalendar, actor: ResidentActor, person: Person, typed: str, now: datetime
) -> bool:
    """Asks the person whose code it was a moment ago (`with_code`) to be friends; whether they are now, because the
    other one had asked too. Once more changes nothing.

    Raises:
        Invalid: see `with_code`.
        Conflict: the actor is hidden, or one of the two has as many friends or questions as there can be.
        Forbidden: moderators keep the account from turning to others.
    """
    _lock(session, actor.resident_id, person.id)
    person = with_code(session, actor, typed, now)  # it may have been replaced meanwhile
    _check_may_turn(session, actor, now)
    _check_room(session, actor.resident_id)
    link = queries.link(session, actor.resident_id, person.id)
    if link is None:
        _open_question(session, calendar, actor.resident_id, person.id, now)
    elif link.asked_by_id == person.id:
        _check_room(session, person.id)
        link.confirmed_at = now
    return link is not None and link.confirmed_at is not None


def _open_question(session: Session, calendar: CityCalendar, asks: int, asked: int, now: datetime) -> None:
    if queries.open_questions_of(session, asks) >= rules.OPEN_QUESTIONS_MAX:
        raise Conflict(
            "%(most)s people have not answered you yet, the most that there can be.", most=rules.OPEN_QUESTIONS_MAX
        )
    low, high = rules.pair(asks, asked)
    session.add(Friendship(low_id=low, high_id=high, asked_by_id=asks, asked_at=now))
    session.flush()
    title = msgid("Somebody would like to be your friend")
    body = msgid("Somebody who has your friend code asks. You decide, and whatever you choose is fine.")
    _tell_once_a_day(session, calendar, asked, "friends", title, body, now)


def confirm(session: Session, actor: ResidentActor, other: Person, now: datetime) -> None:
    """Says yes to who has asked; once more changes nothing.

    Raises:
        NotFound: that one has not asked, or not any more.
        Conflict: one of the two has as many friends as there can be.
    """
    _lock(session, actor.resident_id, other.id)
    link = queries.link(session, actor.resident_id, other.id)
    if link is None or (link.confirmed_at is None and link.asked_by_id == actor.resident_id):
        raise NotFound()
    if link.confirmed_at is None:
        _check_room(session, actor.resident_id)
        _check_room(session, other.id)
        link.confirmed_at = now
        session.flush()


def end(session: Session, actor: ResidentActor, other: Person) -> None:
    """Ends a friendship, takes a question back or says no to one; nobody is told."""
    _lock(session, actor.resident_id, other.id)
    low, high = rules.pair(actor.resident_id, other.id)
    session.execute(delete(Friendship).where(Friendship.low_id == low, Friendship.high_id == high))


def keep_away(session: Session, actor: ResidentActor, other: Person, now: datetime) -> None:
    """Ends it, and neither questions nor cheers of the other one reach the actor any more, those of the last days
    included. Their rows stay: to the other one the day's cheer is sent.

    Raises:
        NotFound: neither a friend nor a teammate, and never asked or cheered.
    """
    of_theirs = Cheer.from_id == other.id, Cheer.to_id == actor.resident_id
    if not _knows(session, actor.resident_id, other.id, *of_theirs):
        raise NotFound()
    end(session, actor, other)
    session.execute(update(Cheer).where(*of_theirs).values(reached=False))
    hide(session, actor, other.id, KEPT_AWAY, now)


def _knows(session: Session, who: int, other: int, *of_theirs: ColumnElement[bool]) -> bool:
    """Whether there was ever anything between the two: a friendship, a question, a team, a cheer."""
    return (
        queries.link(session, who, other) is not None
        or queries.are_teammates(session, who, other)
        or session.scalar(select(Cheer.id).where(*of_theirs).limit(1)) is not None
    )


def _check_room(session: Session, resident_id: int) -> None:
    if queries.friends_of(session, resident_id) >= rules.FRIENDS_MAX:
        raise Conflict("One of you has %(most)s friends here, the most that there can be.", most=rules.FRIENDS_MAX)


def _check_may_turn(session: Session, actor: ResidentActor, now: datetime) -> None:
    check_not_blocked(session, actor, now)
    if queries.wish(session, actor.resident_id).hidden:
        raise Conflict("You are hidden at present. Show yourself again first.")


# Cheers


def cheer(
    session: Session, calendar: CityCalendar, actor: ResidentActor, other: Person, phrase: str, now: datetime
) -> None:
    """One phrase to a friend or teammate; a second one on that day changes nothing.

    Raises:
        Invalid: no such phrase.
        NotFound: neither a friend nor a teammate.
        TooMany: enough cheers for today.
        Conflict: the actor is hidden.
        Forbidden: moderators keep the account from turning to others.
    """
    if phrase not in rules.PHRASES:
        raise Invalid("Please choose one of these.")
    _lock(session, actor.resident_id, other.id)
    _check_may_turn(session, actor, now)
    link = queries.link(session, actor.resident_id, other.id)
    is_friend = link is not None and link.confirmed_at is not None
    if not is_friend and not queries.are_teammates(session, actor.resident_id, other.id):
        raise NotFound()
    _say(session, calendar, actor.resident_id, other.id, phrase, now)


def _say(session: Session, calendar: CityCalendar, who: int, whom: int, phrase: str, now: datetime) -> None:
    today = calendar.today(now)
    cheered = queries.cheered_on(session, who, today)
    if whom in cheered:
        return
    if len(cheered) >= rules.CHEERS_A_DAY:
        raise TooMany(
            "You have cheered %(most)s people today. You can cheer again tomorrow.",
            retry_after_s=math.ceil((calendar.end_of(today) - now).total_seconds()),
            most=rules.CHEERS_A_DAY,
        )
    wish = queries.wish(session, whom)
    reached = wish.wants_cheers and not wish.hidden and not keeps_away(session, whom, who)
    session.add(Cheer(from_id=who, to_id=whom, day=today, phrase=phrase, reached=reached))
    session.flush()
    if reached:
        body = msgid("Someone you know is cheering you on. See who on your friends page.")
        _tell_once_a_day(session, calendar, whom, "cheers", msgid("A cheer for you"), body, now)


def _tell_once_a_day(
    session: Session, calendar: CityCalendar, whom: int, key: str, title: str, body: str, now: datetime
) -> None:
    """One message a day, however many there are, and no name in it: it outlives who sent them."""
    tell(
        session,
        [whom],
        key=f"{key}:{calendar.today(now)}",
        topic=TOPIC,
        title=title,
        body=body,
        path=_PAGE,
        now=now,
        due_at=humane(calendar.local(now)),
    )


def forget_cheers(session: Session, today: date) -> None:
    """Forgets what was said so long ago that no page shows it."""
    session.execute(delete(Cheer).where(Cheer.day <= today - rules.CHEERS_SHOWN))


# What others see


def choose(session: Session, actor: ResidentActor, wishes: Wishes) -> None:
    """What friends and teammates see of the actor, and whether cheers reach."""
    mine = _own_wish(session, actor)
    mine.shows_days, mine.wants_cheers, mine.seen_by_team = wishes.shows_days, wishes.wants_cheers, wishes.seen_by_team


def be_hidden(session: Session, actor: ResidentActor, *, hidden: bool) -> None:
    """Hides the actor from everybody, or shows them again as before. Nobody is told."""
    _own_wish(session, actor).hidden = hidden


def _own_wish(session: Session, actor: ResidentActor) -> FriendWish:
    _lock(session, actor.resident_id)
    return session.merge(queries.wish(session, actor.resident_id))


def forget(session: Session, resident_id: int) -> None:
    """Erasure: friends, codes, wishes, and cheers in both directions."""
    friends = or_(Friendship.low_id == resident_id, Friendship.high_id == resident_id)
    session.execute(delete(Friendship).where(friends))
    session.execute(delete(Cheer).where(or_(Cheer.from_id == resident_id, Cheer.to_id == resident_id)))
    session.execute(delete(FriendCode).where(FriendCode.resident_id == resident_id))
    session.execute(delete(FriendWish).where(FriendWish.resident_id == resident_id))


def _lock(session: Session, *residents: int) -> None:
    """Locks the residents against other writers.

    Raises:
        Unauthenticated, NotFound: the first one, or the other, has just been erased.
    """
    alive = select(Resident.id).where(Resident.id.in_(residents), Resident.erased_at.is_(None))
    found = set(session.scalars(alive.order_by(Resident.id).with_for_update(key_share=True)))
    if residents[0] not in found:
        raise Unauthenticated("Please sign in first.")
    if not found.issuperset(residents):
        raise NotFound()
