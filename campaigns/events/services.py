"""Checking in, and taking it back. Planning is in `planning`, who comes in `registering`.

Many arrivals are written at once: one look at the facts, one statement for the attendances, one call of the ledger,
and the event's counter last, so that the one row that all of them share is held shortest. An attendance is one row per
event and resident, whatever way it came, so it counts once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from campaigns.events import counting, queries, rules
from campaigns.events.models import Attendance, Event, Registration
from campaigns.events.registering import door, locked
from campaigns.events.rules import REGISTERED, WAITING
from campaigns.programme.counting import note_arrivals
from campaigns.programme.models import Campaign
from campaigns.programme.queries import is_run
from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.disclosure import services as changes
from civic.errors import Conflict, DomainError, NotFound
from civic.feature import ExtensionPoint
from civic.residents.audit import resident_subject
from footprint.ledger import services as ledger_services
from footprint.ledger.queries import lock_resident
from footprint.ledger.rules import ON_PAPER, ORGANIZER_CONFIRMED, TIERS
from footprint.ledger.services import Claim, EntryFacts, Ledger

AFTER_TAKE_BACK: ExtensionPoint[Callable[[Session, Ledger, Event, Attendance, datetime], None]] = ExtensionPoint(
    "after an attendance was taken back"
)
"""Each is told in the same transaction."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody stood at the door. `by_account_id` is the organizer who saw them; None when they scanned the screen."""

    event_id: int
    resident_id: int
    method: str
    checked_in_at: datetime
    by_account_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: one of the codes of `rules` (`rules.DONE`, `rules.AGAIN`, …)."""

    code: str
    children: int = 0
    attendance_id: int | None = None
    has_room: bool = False
    """For somebody who is not registered: whether they can be on the spot."""

    @property
    def is_in(self) -> bool:
        """Whether they are checked in now."""
        return self.code in (rules.DONE, rules.AGAIN)


def check_in_many(
    session: Session, ledger: Ledger, arrivals: Sequence[Arrival], now: datetime, *, action: str | None
) -> list[Outcome]:
    """Checks residents in; what came of each, in their order. Of two alike, the second finds the first.

    Args:
        action: what coming is recorded as (the programme's `attendance`); None where the pack has nothing for it.
    """
    facts = _facts(session, arrivals)
    outcomes: dict[int, Outcome] = {}
    fresh: dict[tuple[int, int], int] = {}
    for place, arrival in enumerate(arrivals):
        pair = (arrival.event_id, arrival.resident_id)
        if pair in fresh:
            outcomes[place] = Outcome(rules.AGAIN)
            continue
        outcomes[place] = _judged(facts, arrival, ledger, now)
        if outcomes[place].code == rules.DONE:
            fresh[pair] = place
    written = _write(session, [arrivals[place] for _, place in sorted(fresh.items())], now)
    for pair, place in fresh.items():
        row = written.get(pair)
        children = outcomes[place].children
        outcomes[place] = Outcome(rules.DONE, children, row.id) if row else Outcome(rules.AGAIN, children)
    _record(session, ledger, facts, list(written.values()), now, action)
    return [outcomes[place] for place in range(len(arrivals))]


@dataclass(frozen=True, slots=True)
class _Facts:
    events: dict[int, Event]
    run: set[int]
    """The events of campaigns that somebody runs."""
    registrations: dict[tuple[int, int], Registration]
    there: set[tuple[int, int]]


def _facts(session: Session, arrivals: Sequence[Arrival]) -> _Facts:
    """The events, registrations and attendances that the arrivals are about, in three statements."""
    pairs = {(arrival.event_id, arrival.resident_id) for arrival in arrivals}
    found = select(Event, is_run()).join(Campaign, Campaign.id == Event.campaign_id)
    events = session.execute(found.where(Event.id.in_({event_id for event_id, _ in pairs}))).all()
    known = session.scalars(
        select(Registration).where(tuple_(Registration.event_id, Registration.resident_id).in_(sorted(pairs)))
    )
    there = session.execute(
        select(Attendance.event_id, Attendance.resident_id).where(
            tuple_(Attendance.event_id, Attendance.resident_id).in_(sorted(pairs)), Attendance.taken_back_at.is_(None)
        )
    )
    return _Facts(
        {event.id: event for event, _ in events},
        {event.id for event, somebody_runs in events if somebody_runs},
        {(one.event_id, one.resident_id): one for one in known},
        {(row[0], row[1]) for row in there},
    )


def _judged(facts: _Facts, arrival: Arrival, ledger: Ledger, now: datetime) -> Outcome:
    """What comes of an arrival as far as can be known before it is written."""
    event = facts.events.get(arrival.event_id)
    if event is None:
        return Outcome(rules.NO_EVENT)
    pair = (arrival.event_id, arrival.resident_id)
    mine = facts.registrations.get(pair)
    children = mine.minors if mine is not None else 0
    if pair in facts.there:
        return Outcome(rules.AGAIN, children)
    if event.id not in facts.run:
        return Outcome(rules.DESERTED)
    if event.cancelled_at is not None:
        return Outcome(rules.EVENT_CANCELLED)
    refusal = door(event, ledger.calendar).refusal(_seen_at(arrival, now), now)
    if refusal is not None:
        return Outcome(refusal)
    if mine is not None and mine.state == REGISTERED:
        return Outcome(rules.DONE, children)
    waits = mine is not None and mine.state == WAITING
    room = rules.has_room(event.capacity, event.registered, 1 + children)
    return Outcome(
        rules.ON_WAITING_LIST if waits else rules.NOT_REGISTERED if room else rules.FULL, children, has_room=room
    )


def _seen_at(arrival: Arrival, now: datetime) -> datetime:
    """When they stood there; a phone that is fast does not check people in ahead of time."""
    return min(arrival.checked_in_at, now)


def _write(session: Session, arrivals: Sequence[Arrival], now: datetime) -> dict[tuple[int, int], Attendance]:
    """New attendances, and those taken back that happen after all; whoever was quicker is left out."""
    if not arrivals:
        return {}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [
        {
            "event_id": one.event_id,
            "resident_id": one.resident_id,
            "method": one.method,
            "checked_in_at": _seen_at(one, now),
            "recorded_at": now,
            "by_account_id": one.by_account_id,
            "turn": 0,
        }
        for one in arrivals
    ]
    new = dialect.insert(Attendance).values(rows)
    said = {name: new.excluded[name] for name in ("method", "checked_in_at", "recorded_at", "by_account_id")}
    anew = new.on_conflict_do_update(
        index_elements=["event_id", "resident_id"],
        set_={**said, "turn": Attendance.turn + 1, "taken_back_at": None, "entry_id": None},
        where=Attendance.taken_back_at.is_not(None),
    )
    numbers = session.scalars(anew.returning(Attendance.id)).all()
    written = session.scalars(
        select(Attendance).where(Attendance.id.in_(numbers)).execution_options(populate_existing=True)
    )
    return {(row.event_id, row.resident_id): row for row in written}


def _record(
    session: Session,
    ledger: Ledger,
    facts: _Facts,
    attendances: Sequence[Attendance],
    now: datetime,
    action: str | None,
) -> None:
    """The ledger's entries, what features above do, and the counters."""
    if not attendances:
        return
    if action and _may_confirm(ledger, action):
        claims = [_claim(facts.events[one.event_id], one, ledger, action) for one in attendances]
        recorded = ledger_services.record_many(session, ledger, claims, now)
        for one, entry in zip(attendances, recorded, strict=True):
            # A refusal (an account younger than the day) takes the points; that they were there stands and counts.
            one.entry_id = None if isinstance(entry, DomainError) else entry.entry_id
        session.flush()
    _count(session, [one.event_id for one in attendances])
    for event_id in sorted({one.event_id for one in attendances}):
        came = [one.resident_id for one in attendances if one.event_id == event_id]
        changes.note_all(session, counting.subject_of(event_id), came)
        note_arrivals(session, facts.events[event_id].campaign_id, came)


def _may_confirm(ledger: Ledger, action: str) -> bool:
    return TIERS[ORGANIZER_CONFIRMED] in ledger.catalogue.action(action).evidence


def _claim(event: Event, one: Attendance, ledger: Ledger, action: str) -> Claim:
    """The day is the one on which they stood at the door, whenever the list is handed in; after midnight it is still
    that of the event."""
    day: date = min(ledger.calendar.today(one.checked_in_at), ledger.calendar.today(event.starts_at))
    key = f"attend:{event.id}:{one.turn}" if one.turn else f"attend:{event.id}"
    source = f"campaign:{event.campaign_id}:attendance:{one.id}"
    tier = ON_PAPER if one.method == rules.PAPER else ORGANIZER_CONFIRMED
    return Claim(one.resident_id, key, action, None, 1000, day, tier, source)


def _count(session: Session, event_ids: Iterable[int], step: int = 1) -> None:
    """Moves the counters of attendances, each event's row once."""
    counted: dict[int, int] = {}
    for event_id in event_ids:
        counted[event_id] = counted.get(event_id, 0) + step
    for event_id in sorted(counted):
        session.execute(update(Event).where(Event.id == event_id).values(attended=Event.attended + counted[event_id]))


def take_back(
    session: Session, ledger: Ledger, event: Event, attendance_id: int, actor: Actor, now: datetime
) -> Attendance:
    """Takes an attendance back that the wrong person was given, and its entry with it; a second time changes nothing.

    Raises:
        NotFound: no such attendance of the event.
        Conflict: it is too old for the ledger to take it back.
    """
    this = select(Attendance).where(Attendance.id == attendance_id, Attendance.event_id == event.id)
    resident_id = session.scalar(this.with_only_columns(Attendance.resident_id))
    if resident_id is None:
        raise NotFound()
    lock_resident(session, resident_id)
    found = session.scalars(this.with_for_update().execution_options(populate_existing=True)).one()
    if found.taken_back_at is not None:
        return found
    _take_back(session, ledger, event, found, audit.by(actor), now)
    return found


def entry_undone(session: Session, ledger: Ledger, entry: EntryFacts, now: datetime) -> None:
    """Whoever takes the entry of an attendance back says that they were not there."""
    found = session.scalar(
        select(Attendance).where(Attendance.entry_id == entry.id, Attendance.taken_back_at.is_(None)).with_for_update()
    )
    if found is not None:
        event = session.get_one(Event, found.event_id)
        _take_back(session, ledger, event, found, resident_subject(entry.resident_id), now)


def _take_back(session: Session, ledger: Ledger, event: Event, found: Attendance, by: str, now: datetime) -> None:
    if found.entry_id is not None:
        try:
            ledger_services.undo(session, ledger, found.resident_id, found.entry_id, now)
        except NotFound as erased:
            raise Conflict("This account does not exist any more.") from erased
    found.taken_back_at = now
    _forget_feedback(session, event, found.resident_id)
    for act in ledger.registry.all(AFTER_TAKE_BACK):
        act(session, ledger, event, found, now)
    subject = resident_subject(found.resident_id)
    audit.record(session, by, "attendance taken back", subject, f"event:{event.id}", now)
    session.flush()
    _count(session, [event.id], -1)
    changes.note_all(session, counting.subject_of(event.id), [found.resident_id])
    note_arrivals(session, event.campaign_id, [found.resident_id], -1)


def _forget_feedback(session: Session, event: Event, resident_id: int) -> None:
    """Who was not there has no say in how it was. What is counted stays: results that change when one person's
    attendance is taken back would tell what that person said."""
    locked(session, event.campaign_id, event.id)
    given = queries.feedback(session, event.id, resident_id)
    if given is not None and given.counted_at is None:
        session.delete(given)
