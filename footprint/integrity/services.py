"""Flags: writing down what a rule found and holding the entries, hearing the resident, letting them count again.

Locks are taken in one order: what the desk keeps of a flag, the resident, the flag.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.errors import Conflict, NotFound
from civic.feature import ExtensionPoint, Registry
from civic.messages.services import tell
from civic.pictures import services as pictures
from footprint.integrity import queries
from footprint.integrity.decisions import ANSWER_MAX, DROPPED, MARK_DAYS, REJECTED, RELEASED, may_become
from footprint.integrity.deeds import Suspicion
from footprint.integrity.models import ArrivalMark, Flag, FlaggedEntry
from footprint.integrity.words import DROPPED_BODY, DROPPED_TITLE, HELD_TITLE, WORDS, values
from footprint.ledger import holding
from footprint.ledger.queries import lock_resident

TEAMS: ExtensionPoint[queries.Sharing] = ExtensionPoint("teams of residents")
"""Each says who stands in which teams of some kind: a statement of residents and teams, both by their numbers."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where flags are decided: each gets the session and the flag's number."""

    opened: Callable[[Session, int, int, str, datetime], None]
    """It waits: with its resident's number, and what they say about it, "" until they have."""
    closed: Callable[[Session, int, datetime], None]
    """It is over without a decision."""
    is_waiting: Callable[[Session, int], bool]
    """Whether something about it is still to be decided there, an appeal too."""


DESKS: ExtensionPoint[Desk] = ExtensionPoint("desks of flags")


def mark_arrival(session: Session, resident_id: int, device: bytes, network: bytes, today: date) -> None:
    """Notes from where a resident signed in, in place of what was noted before."""
    lock_resident(session, resident_id)
    session.merge(ArrivalMark(resident_id=resident_id, device=device, network=network, seen_on=today))


def forget_marks(session: Session, today: date) -> None:
    """Forgets from where people signed in a month ago."""
    session.execute(delete(ArrivalMark).where(ArrivalMark.seen_on < today - timedelta(days=MARK_DAYS)))


def keep(session: Session, registry: Registry, calendar: CityCalendar, found: Suspicion, now: datetime) -> int | None:
    """Writes a suspicion down, holds its entries and tells the resident; the flag's number. None where nothing of it is
    new or can be held: found again, it is not asked again."""
    lock_resident(session, found.resident_id)
    known = queries.known_entries(session, found.entry_ids)
    held = [one for one in found.entry_ids if one not in known and holding.hold(session, calendar, one, now)]
    if not held:
        return None
    flag = Flag(rule=found.rule, resident_id=found.resident_id, figures=dict(found.figures), found_at=now)
    session.add(flag)
    session.flush()
    session.add_all(FlaggedEntry(entry_id=one, flag_id=flag.id) for one in held)
    session.flush()
    for desk in registry.all(DESKS):
        desk.opened(session, flag.id, flag.resident_id, "", now)
    _tell(session, flag, "held", HELD_TITLE, WORDS[flag.rule], now)
    return flag.id


def check_open(flag: Flag | None) -> Flag:
    """The flag, if it can still be answered.

    Raises:
        Conflict: it is decided already.
    """
    if flag is None or flag.decided_at is not None:
        raise Conflict("This is decided already.")
    return flag


def answer(
    session: Session, registry: Registry, resident_id: int, flag_id: int, text: str, now: datetime,
    *, photo: pictures.Prepared | None = None, drops_photo: bool = False,
) -> None:  # fmt: skip
    """Keeps what the resident says and shows; said again, it takes the place of what was said.

    Raises:
        NotFound: no such flag of this resident.
        Conflict: it is decided already.
    """
    flag = _opened(session, registry, resident_id, flag_id, text, now)
    flag.answer, flag.answered_at = text[:ANSWER_MAX], now
    if photo is not None or drops_photo:
        _show(session, flag, photo, now)


def keep_photo(
    session: Session, registry: Registry, resident_id: int, flag_id: int, photo: pictures.Prepared, now: datetime
) -> None:
    """Keeps a photograph, whatever else of the answer has to be said again.

    Raises:
        NotFound, Conflict: see `answer`.
    """
    seen = queries.flag(session, flag_id)
    said = (seen.answer if seen else None) or ""
    _show(session, _opened(session, registry, resident_id, flag_id, said, now), photo, now)


def _opened(session: Session, registry: Registry, resident_id: int, flag_id: int, text: str, now: datetime) -> Flag:
    """The resident's own flag, locked, with a case at every desk."""
    seen = queries.flag(session, flag_id)
    if seen is None or seen.resident_id != resident_id:
        raise NotFound()
    for desk in registry.all(DESKS):
        desk.opened(session, flag_id, resident_id, text, now)
    flag = check_open(queries.locked(session, flag_id))
    if queries.is_erased(session, resident_id):
        raise NotFound()
    return flag


def _show(session: Session, flag: Flag, photo: pictures.Prepared | None, now: datetime) -> None:
    """Puts a photograph, or none, in the place of the one that is there."""
    before = flag.picture_id
    kept = pictures.store(session, photo, flag.resident_id, now, is_confidential=True) if photo else None
    flag.picture_id = kept.id if kept else None
    if before is not None:
        pictures.remove(session, before)


def forget_photo(session: Session, registry: Registry, flag_id: int, now: datetime) -> bool:
    """Erases the photograph of a flag that was decided, unless an appeal waits; whether it is gone."""
    flag = queries.locked(session, flag_id)
    if flag is None or any(desk.is_waiting(session, flag_id) for desk in registry.all(DESKS)):
        return False
    _show(session, flag, None, now)
    return True


def release(session: Session, calendar: CityCalendar, flag_id: int, now: datetime) -> bool:
    """It was like this: the entries count again, also where they were rejected before; see `_decide`."""
    return _decide(session, calendar, flag_id, RELEASED, "", now)


def reject(session: Session, calendar: CityCalendar, flag_id: int, reason: str, now: datetime) -> bool:
    """It cannot have been like this: the hold stands, for a reason given by its code; see `_decide`."""
    return _decide(session, calendar, flag_id, REJECTED, reason, now)


def _decide(session: Session, calendar: CityCalendar, flag_id: int, decision: str, reason: str, now: datetime) -> bool:
    """Ends a flag: unless it is rejected, its entries count again, but those that their resident took back. Whether it
    ended now; what has ended stays, except that an appeal releases what was rejected."""
    seen = queries.flag(session, flag_id)
    if seen is None:
        return False
    lock_resident(session, seen.resident_id)
    flag = queries.locked(session, flag_id)
    if flag is None or not may_become(flag.decision, decision):
        return False
    flag.decision, flag.decided_at, flag.reason = decision, now, reason
    if decision != REJECTED:
        for one in queries.entry_ids(session, flag_id):
            holding.release(session, calendar, one, now)
    return True


def drop(session: Session, registry: Registry, calendar: CityCalendar, flag_id: int, now: datetime) -> None:
    """Lets count again what nobody has decided in time, and tells the resident."""
    for desk in registry.all(DESKS):
        desk.closed(session, flag_id, now)
    if _decide(session, calendar, flag_id, DROPPED, "", now):
        flag = queries.flag(session, flag_id)
        assert flag is not None
        _tell(session, flag, "dropped", DROPPED_TITLE, DROPPED_BODY, now)


def _tell(session: Session, flag: Flag, what: str, title: str, body: str, now: datetime) -> None:
    first = queries.entry_ids(session, flag.id)[0]
    tell(
        session,
        [flag.resident_id],
        key=f"flag:{flag.id}:{what}",
        topic="moderation",
        title=title,
        body=body,
        values=values(flag.figures),
        path=f"/entries/{first}",
        now=now,
    )
