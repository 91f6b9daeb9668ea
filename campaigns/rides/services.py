"""Writing rides: routes, the route's length or a track for those who were there, consent, decisions, taking back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event
from campaigns.events.queries import attendance
from campaigns.moderation.services import open_case, withdraw
from campaigns.programme.participation import check_run
from campaigns.rides import counting, queries, rules
from campaigns.rides.models import Ride, RideMark, RideRoute
from campaigns.rides.reading import answer_to
from campaigns.rides.rules import NONE, PLANNED, REFUSED, TRACK, WAITING, TrackTimes
from campaigns.rides.shapes import SAME_MARKS, Shape
from campaigns.rides.track_files import check_envelope
from campaigns.rides.tracks import FIELD
from civic.bounded.runner import read_bounded
from civic.calendar import CityCalendar
from civic.city.text import Text
from civic.disclosure import services as changes
from civic.errors import Conflict, Forbidden
from footprint.actions.catalogue import UNSURE, Action
from footprint.integrity.queries import corrected_before
from footprint.ledger import services as ledger_services
from footprint.ledger.queries import lock_resident
from footprint.ledger.rules import ANSWER_DAYS, INSTRUMENT_CONFIRMED, ORGANIZER_CONFIRMED, TIERS
from footprint.ledger.services import Claim, EntryFacts, Ledger


@dataclass(frozen=True, slots=True)
class RouteDraft:
    """A route as the organizer describes it."""

    distance_m: int
    level: str
    meeting_point: Text
    description: Text
    action: str


def set_route(session: Session, event_id: int, plan: RouteDraft) -> None:
    """Gives an event its route, or changes it; what was ridden until now stays as it was counted."""
    found = queries.route(session, event_id)
    if found is None:
        found = RideRoute(event_id=event_id)
        session.add(found)
    found.distance_m, found.level, found.action = plan.distance_m, plan.level, plan.action
    found.meeting_point, found.description = plan.meeting_point, plan.description


# A track, before any transaction


@dataclass(frozen=True, slots=True)
class TrackReading:
    """What is kept of a file; the file itself is gone. `cuts`: why, after minutes, seconds, metres."""

    file_hash: str
    span: TrackTimes
    distance_m: int
    moving_s: int
    fast_permille: int
    is_motor: bool
    cuts: list[list[Any]]
    marks: list[int]
    shape: Shape | None


def check_may_add(
    session: Session, calendar: CityCalendar, event: Event, resident_id: int, data: bytes, now: datetime
) -> None:
    """Refuses before the file is looked into, which costs more than all of this.

    Raises:
        Forbidden: they were not checked in.
        Invalid: too late, or no file of a track by its size and first bytes.
        Conflict: there is a track already, or this file is somebody's.
    """
    _check_came(session, calendar, event, resident_id, now)
    _check_no_track(queries.ride(session, event.id, resident_id))
    check_envelope(data)
    _check_not_counted(queries.with_file(session, sha256(data).hexdigest()), resident_id)


def take_in(data: bytes, event: Event, resident_id: int, now: datetime) -> TrackReading:
    """Reads and judges a file; to be done outside of any transaction.

    Raises:
        Invalid: on `track`, whatever is wrong with it.
        TryAgain: too many files are being read.
    """
    when = {"starts_at": event.starts_at, "ends_at": event.ends_at, "now": now}
    given = {name: instant.isoformat() for name, instant in when.items()}
    facts = dict(read_bounded(answer_to, data, resident_id, FIELD, given).facts)
    span = TrackTimes(*(datetime.fromtimestamp(at, UTC) for at in facts.pop("span")))
    return TrackReading(sha256(data).hexdigest(), span, **facts)


# What residents add


def options(action: Action) -> list[str]:
    """What may be said to have been replaced, the ride for its own sake first; 'not sure' is no answer here."""
    known = [one for one in action.options if one.id != UNSURE]
    leisure = [one.id for one in known if one.method.formula is None]
    asked = [one.id for one in known if one.id not in leisure]
    return [*leisure, *asked] or [action.default_option]


def confirm_planned(
    session: Session, ledger: Ledger, event: Event, resident_id: int, option: str, now: datetime
) -> Ride:
    """Counts the route's length for somebody who was there, or what an organizer saw instead before; a second time
    changes nothing.

    Raises:
        Forbidden: they were not checked in.
        Invalid: too late.
        Conflict: a track is there already.
    """
    route = _open(session, ledger.calendar, event, resident_id, now)
    ride = _ride(session, event, resident_id)
    if ride.state == PLANNED:
        return ride
    if ride.state != NONE:
        raise Conflict("A track of this ride is there already.")
    ride.state, ride.option, ride.distance_m, ride.changed_at = PLANNED, option, route.distance_m, now
    _keep(session, ride)
    ride.distance_m = corrected_before(session, resident_id, _source(event, ride)) or ride.distance_m
    _record(session, ledger, event, route, ride, now)
    return ride


def add_track(
    session: Session, ledger: Ledger, event: Event, resident_id: int, reading: TrackReading, option: str, path: str,
    now: datetime,
) -> Ride:  # fmt: skip
    """Takes a track in the place of what counted until now; one that looks like a motor goes to the moderators.

    Raises:
        Forbidden: they were not checked in, or have not agreed to tracks.
        Invalid: too late, or not of this ride.
        Conflict: there is a track already, or this one is somebody's.
    """
    route = _open(session, ledger.calendar, event, resident_id, now)
    if queries.consent(session, resident_id) is None:
        raise Forbidden("Without your consent no track can be taken.")
    reading.span.check_fits(event.starts_at, event.ends_at, now)
    ride = _ride(session, event, resident_id)
    _check_no_track(ride)
    _check_new(session, event, resident_id, reading)
    _undo(session, ledger, ride, now)
    ride.state = WAITING if reading.is_motor else TRACK
    ride.option, ride.distance_m, ride.changed_at = option, reading.distance_m, now
    ride.moving_s, ride.fast_permille = reading.moving_s, reading.fast_permille
    ride.started_at, ride.ended_at = reading.span.started_at, reading.span.ended_at
    ride.file_hash, ride.shape, ride.cuts = reading.file_hash, reading.shape, reading.cuts
    _keep(session, ride)
    session.add_all(RideMark(ride_id=ride.id, mark=mark) for mark in reading.marks)
    if ride.state == WAITING:
        open_case(
            session, kind="track", subject=subject(ride.id), subject_path=path, by_id=resident_id, text="", now=now
        )
        _note(session, ride)
    else:
        _record(session, ledger, event, route, ride, now)
    return ride


def take_away(session: Session, ledger: Ledger, event: Event, resident_id: int, now: datetime) -> None:
    """The resident takes back what they added, with its entry; a second time changes nothing.

    Raises:
        Forbidden: it is too old for the ledger.
        Conflict: moderators have refused the track; that is appealed, not taken back.
    """
    _lock(session, event.id, resident_id)
    ride = queries.ride(session, event.id, resident_id)
    if ride is None or ride.state == NONE:
        return
    if ride.state == REFUSED:
        raise Conflict("Moderators have refused this track. You can appeal.")
    _empty(session, ledger, ride, now)


def _open(session: Session, calendar: CityCalendar, event: Event, resident_id: int, now: datetime) -> RideRoute:
    """The route, if the resident can add something now."""
    _lock(session, event.id, resident_id)
    _check_came(session, calendar, event, resident_id, now)
    return queries.required_route(session, event.id)


def _lock(session: Session, event_id: int, resident_id: int) -> None:
    """Locks the resident, then the route, before any ride is written. Rides of one event are written one after the
    other; who counts them locks the route first, too."""
    lock_resident(session, resident_id)
    session.get(RideRoute, event_id, with_for_update=True, populate_existing=True)


def _check_came(session: Session, calendar: CityCalendar, event: Event, resident_id: int, now: datetime) -> None:
    check_run(session, event.campaign_id)
    came = attendance(session, event.id, resident_id)
    if came is None or came.taken_back_at is not None:
        raise Forbidden("Only people who were checked in at the start can add their ride.")
    rules.check_days(calendar.today(event.starts_at), calendar.today(now))


def _check_no_track(ride: Ride | None) -> None:
    if ride is not None and ride.state in (TRACK, WAITING, REFUSED):
        raise Conflict("A track of this ride is there already.")


def _ride(session: Session, event: Event, resident_id: int) -> Ride:
    found = queries.ride(session, event.id, resident_id)
    return found or Ride(event_id=event.id, resident_id=resident_id, state=NONE, turn=0)


def _keep(session: Session, ride: Ride) -> None:
    try:
        with session.begin_nested():
            session.add(ride)
    except IntegrityError as quicker:
        raise Conflict("This track is there already.") from quicker


def _check_new(session: Session, event: Event, resident_id: int, reading: TrackReading) -> None:
    """Refuses a file that counted already, whoever sent it, and two places at one time."""
    same = queries.with_file(session, reading.file_hash) or queries.with_marks(session, reading.marks, SAME_MARKS)
    _check_not_counted(same, resident_id)
    span = reading.span
    if queries.overlaps(session, resident_id, event.id, span.started_at, span.ended_at):
        raise Conflict("You have added another track for the same time.")


def _check_not_counted(same: Ride | None, resident_id: int) -> None:
    if same is None:
        return
    if same.resident_id == resident_id:
        raise Conflict("You have added this track already.")
    raise Conflict("Somebody else has added this very recording. Riding together is fine: add your own recording, "
                   "or count the length of the route.")  # fmt: skip


# The ledger


def _tier(action: Action, wanted: int) -> int:
    """The strongest evidence that the action takes, up to what there is."""
    return max((tier for tier in TIERS if tier <= wanted and TIERS[tier] in action.evidence), default=1)


def _record(session: Session, ledger: Ledger, event: Event, route: RideRoute, ride: Ride, now: datetime) -> None:
    action = ledger.catalogue.action(route.action)
    ride.turn += 1
    claim = Claim(
        ride.resident_id,
        f"ride:{event.id}:{ride.turn}",
        action.id,
        ride.option,
        ride.distance_m,
        ledger.calendar.today(event.starts_at),
        _tier(action, INSTRUMENT_CONFIRMED if ride.state == TRACK else ORGANIZER_CONFIRMED),
        _source(event, ride),
    )
    ride.entry_id = ledger_services.record(session, ledger, claim, now).entry_id
    _note(session, ride)


def _source(event: Event, ride: Ride) -> str:
    return f"campaign:{event.campaign_id}:ride:{ride.id}"


def _note(session: Session, ride: Ride) -> None:
    """Organizers see the change at once; what everybody sees is to be counted anew, together with others."""
    route = queries.route(session, ride.event_id)
    if route is not None:
        part = counting.part_of(ride)
        route.ridden_now = rules.moved(route.ridden_now, [ride.summed] if ride.summed else [], [part] if part else [])
        ride.summed = part
    changes.note_all(session, counting.subject_of(ride.event_id), [ride.resident_id])


def _undo(session: Session, ledger: Ledger, ride: Ride, now: datetime) -> None:
    if ride.entry_id is not None:
        ledger_services.undo(session, ledger, ride.resident_id, ride.entry_id, now)
        ride.entry_id = None


def _empty(session: Session, ledger: Ledger, ride: Ride, now: datetime) -> None:
    _undo(session, ledger, ride, now)
    withdraw(session, subject(ride.id), now)
    session.execute(delete(RideMark).where(RideMark.ride_id == ride.id))
    ride.state, ride.distance_m, ride.changed_at = NONE, 0, now
    ride.moving_s = ride.fast_permille = ride.started_at = ride.ended_at = None
    ride.file_hash = ride.shape = ride.cuts = None
    _note(session, ride)


# Moderators, organizers


def subject(ride_id: int) -> str:
    """What moderators call a ride."""
    return f"ride:{ride_id}"


def _held(session: Session, ride_id: int) -> tuple[Ride, Event, RideRoute] | None:
    """A ride as it is once its resident can change nothing about it any more, until the transaction ends."""
    found = queries.by_number(session, ride_id)
    if found is None:
        return None
    _lock(session, found[0].event_id, found[0].resident_id)
    return queries.by_number(session, ride_id)


def allow(session: Session, ledger: Ledger, ride_id: int, now: datetime) -> None:
    """A moderator lets a track pass: it counts from now on.

    Raises:
        Invalid: its day is too long ago for the ledger, so it cannot count any more.
    """
    found = _held(session, ride_id)
    if found is None or found[0].state not in (WAITING, REFUSED):
        return
    ride, event, route = found
    rules.check_days(ledger.calendar.today(event.starts_at), ledger.calendar.today(now), ANSWER_DAYS)
    ride.state, ride.changed_at = TRACK, now
    _record(session, ledger, event, route, ride, now)


def refuse(session: Session, ledger: Ledger, ride_id: int, now: datetime) -> None:
    """A moderator does not let a track pass: it earns nothing, and its shape goes."""
    found = _held(session, ride_id)
    if found is None or found[0].state in (NONE, REFUSED, PLANNED):
        return
    ride = found[0]
    _undo(session, ledger, ride, now)
    ride.state, ride.shape, ride.changed_at = REFUSED, None, now
    _note(session, ride)


def attendance_taken_back(session: Session, ledger: Ledger, event: Event, one: Attendance, now: datetime) -> None:
    """Who was not there rode nothing."""
    _lock(session, event.id, one.resident_id)
    ride = queries.ride(session, event.id, one.resident_id)
    if ride is not None and ride.state != NONE:
        _empty(session, ledger, ride, now)


def entry_undone(session: Session, ledger: Ledger, entry: EntryFacts, now: datetime) -> None:
    """Whoever takes the entry of a ride back has taken the ride back."""
    ride = session.scalar(select(Ride).where(Ride.entry_id == entry.id))
    if ride is not None:
        _lock(session, ride.event_id, ride.resident_id)
        _empty(session, ledger, ride, now)


def corrected(session: Session, entry_id: int, quantity_milli: int, now: datetime) -> None:
    """A ride is as long as the entry that stands for it says."""
    ride = session.scalar(select(Ride).where(Ride.entry_id == entry_id))
    if ride is not None:
        _lock(session, ride.event_id, ride.resident_id)
        ride.distance_m, ride.changed_at = quantity_milli, now
        _note(session, ride)
