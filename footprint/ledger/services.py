"""The one door to the ledger: record entries, or take one back, in the caller's transaction.

Each appends rows and moves every projection by the same figures. Claims are recorded many at once, as one statement
costs a database little more for thirty residents than for one. First the residents (for household limits, all of their
households) are locked, so limits and first-participation are judged on settled facts; the counters that many residents
share come last and are held shortest.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.accounts.identity import SessionName
from civic.calendar import CityCalendar, utc_now
from civic.database.driver import DriverTransaction
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Invalid, NotFound, Unauthenticated
from civic.feature import ExtensionPoint, Registry
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action, Catalogue, catalogue_from_snapshot
from footprint.ledger import correcting, devices, queries, rules, undoing
from footprint.ledger.append import append
from footprint.ledger.correcting import Found
from footprint.ledger.models import PackVersion
from footprint.ledger.projections.projection import Movement
from footprint.ledger.queries import LockedResident
from footprint.ledger.rules import Before, Periods
from footprint.ledger.undoing import Loss


@dataclass(frozen=True, slots=True)
class Ledger:
    """What every entry is computed with: the catalogue, its number in this database, and the calendar; and who is told
    of what happens to entries."""

    catalogue: Catalogue
    calendar: CityCalendar
    pack_version_id: int
    registry: Registry

    def catalogue_of(self, session: Session, pack_version_id: int) -> Catalogue:
        """The catalogue that an entry was computed with."""
        if pack_version_id == self.pack_version_id:
            return self.catalogue
        return catalogue_from_snapshot(session.get_one(PackVersion, pack_version_id).catalogue)

    def record_gathered(self, transaction: DriverTransaction, claims: Sequence["Claim"]) -> "list[Outcome]":
        """What the committing thread does with the claims of several requests: `record_many`, now."""
        return _record(transaction, self, claims, utc_now())


def open_ledger(
    database: Database, catalogue: Catalogue, calendar: CityCalendar, registry: Registry, now: datetime
) -> Ledger:
    """The ledger of a database; a new version of the catalogue is registered there with its full text."""
    known = select(PackVersion.id).where(PackVersion.version == catalogue.version)
    with database.read() as session:
        version_id = session.scalar(known)
    if version_id is None:
        with database.write() as session:
            version_id = session.scalar(known)
            if version_id is None:
                version = PackVersion(version=catalogue.version, first_used_at=now, catalogue=catalogue.snapshot())
                session.add(version)
                session.flush()
                version_id = version.id
    return Ledger(catalogue, calendar, version_id, registry)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says a resident did. `source` names where it comes from: 'self' or 'campaign:…'.

    `session` is given if nobody has looked yet whether it still stands: it is confirmed with the entry. `device_id` is
    given where a month of a device is claimed.
    """

    resident_id: int
    key: str
    action: str
    option: str | None
    quantity_milli: int
    occurred_on: date
    tier: int = rules.SELF_REPORTED
    source: str = rules.OWN
    session: SessionName | None = None
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry's number, and whether it had been recorded before under the same key."""

    entry_id: int
    replayed: bool


Outcome: TypeAlias = Recorded | DomainError
"""What came of a claim among many: its entry, or why it was refused."""


def record(session: Session, ledger: Ledger, claim: Claim, now: datetime) -> Recorded:
    """Appends an entry for the claim, clipped by the limits, and moves every derived sum.

    Raises:
        Unauthenticated: the claim's session was ended.
        NotFound: no such resident or action.
        Invalid: a day, option or quantity that cannot be.
        Conflict: the key was used for something else.
        ValueError: the action does not allow evidence of that tier (the caller's mistake, not the resident's).
    """
    (outcome,) = record_many(session, ledger, [claim], now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def record_many(session: Session, ledger: Ledger, claims: Sequence[Claim], now: datetime) -> list[Outcome]:
    """Records claims of any residents as if one after the other; what came of each, in their order.

    A refused one leaves nothing behind and does not touch the others. The statements are the same few however many
    claims there are, unless a resident has several: each of those sees the ones before it.

    Raises:
        ValueError: an action does not allow evidence of that tier (the caller's mistake, not the residents').
    """
    return _record(DriverTransaction.of(session), ledger, claims, now)


def undo(session: Session, ledger: Ledger, resident_id: int, entry_id: int, now: datetime) -> Recorded:
    """Takes an own entry back by an opposite one, and weighs anew what rested on it; a second try finds it done.

    Raises:
        NotFound: no such entry of this resident.
        Forbidden: it is too old, or itself an undoing.
    """
    return Recorded(*undoing.take_back(session, ledger.catalogue_of, ledger.calendar, resident_id, entry_id, now))


def lost_with(session: Session, ledger: Ledger, entry_id: int) -> Loss:
    """What an undo of the entry would take from later ones whose credit rests on it."""
    return undoing.loss(session, ledger.catalogue_of, entry_id)


def correct(session: Session, ledger: Ledger, entry_id: int, found: Found, now: datetime) -> int:
    """Puts what was found in the place of an entry, by the limits and factors of its own day; the number of what stands
    for it now.

    Raises:
        NotFound: no such entry.
        Conflict: it does not count, its season is closed, or its account was erased.
        Invalid: a quantity that cannot be.
        ValueError: the action does not allow evidence of that tier.
    """
    return correcting.correct(session, ledger.catalogue_of, ledger.calendar, entry_id, found, now)


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry as those who follow the ledger are told of it, by the number under which it was logged."""

    id: int
    resident_id: int
    action: str
    source: str
    occurred_on: date
    credited_milli: int


_TOLD = ("resident_id", "action", "source", "occurred_on", "credited_milli")
AFTER_RECORD: ExtensionPoint[Callable[[DriverTransaction, Ledger, Sequence[EntryFacts], datetime], None]] = (
    ExtensionPoint("after a record")
)
"""Each is told, in the same transaction, of the entries that were recorded together. Residents' own come from the
committing thread, which has no session; a claim that was replayed is not told again."""
AFTER_UNDO: ExtensionPoint[Callable[[Session, Ledger, EntryFacts, datetime], None]] = ExtensionPoint("after an undo")
"""Each is told, in the same transaction, of an entry that its resident took back: whatever it came from counts no more
either."""


def undo_own(session: Session, ledger: Ledger, resident_id: int, entry_id: int, now: datetime) -> Loss:
    """`undo`, by the resident's own wish: where the entry came from follows. What later entries lost with it.

    Raises:
        NotFound, Forbidden: see `undo`.
    """
    lost = lost_with(session, ledger, entry_id)
    done = undo(session, ledger, resident_id, entry_id, now)
    entry = queries.entry(session, entry_id)
    if done.replayed or entry is None:
        return lost
    undone = EntryFacts(entry.first_id or entry.id, **{name: getattr(entry, name) for name in _TOLD})
    for follow in ledger.registry.all(AFTER_UNDO):
        follow(session, ledger, undone, now)
    return lost


# Parts of `record_many`


def _record(transaction: DriverTransaction, ledger: Ledger, claims: Sequence[Claim], now: datetime) -> list[Outcome]:
    drafts = [_Draft(claim) for claim in claims]
    known = _passing(drafts, lambda draft: _look_up(draft, ledger))
    people = queries.lock_people(transaction, _concerned(transaction, known)) if known else {}
    identified = _passing(known, lambda draft: _identify(draft, transaction, ledger, people, now))
    today = ledger.calendar.today(now)
    _settle_late(transaction, [draft for draft in identified if draft.claim.occurred_on < today], people)
    for batch in rules.independent_batches([_touched(draft) for draft in identified]):
        _record_batch(transaction, ledger, [identified[number] for number in batch], today)
    recorded = [draft.facts() for draft in identified if draft.is_new]
    for follow in ledger.registry.all(AFTER_RECORD) if recorded else ():
        follow(transaction, ledger, recorded, now)
    return [draft.settled() for draft in drafts]


@dataclass(slots=True)
class _Draft:
    """A claim on its way into the ledger: each stage adds what it finds out, the last one the outcome."""

    claim: Claim
    action: Action = field(init=False)
    periods: Periods = field(init=False)
    row: dict[str, Any] = field(init=False)
    before: Before = field(init=False)
    outcome: Outcome | None = None

    def settled(self) -> Outcome:
        """The outcome, once there is one."""
        assert self.outcome is not None
        return self.outcome

    @property
    def is_new(self) -> bool:
        """Whether it became an entry now."""
        return isinstance(self.outcome, Recorded) and not self.outcome.replayed

    def facts(self) -> EntryFacts:
        """The new entry."""
        assert isinstance(self.outcome, Recorded)
        told = {name: self.row[name] for name in _TOLD}
        return EntryFacts(self.outcome.entry_id, **told)

    @property
    def is_shared(self) -> bool:
        """Whether what others of the household did counts against a limit, or they could claim the same device."""
        return self.action.is_device or any(limit.scope == "household" for limit in self.action.limits)


def _passing(drafts: Iterable[_Draft], stage: Callable[[_Draft], None]) -> list[_Draft]:
    """The drafts that are still open after a stage; a refusal becomes the outcome of its own draft."""
    found = []
    for draft in drafts:
        try:
            stage(draft)
        except DomainError as refusal:
            draft.outcome = refusal
        if draft.outcome is None:
            found.append(draft)
    return found


def _look_up(draft: _Draft, ledger: Ledger) -> None:
    """What the catalogue has to say, before anything is locked."""
    claim = draft.claim
    action = draft.action = ledger.catalogue.action(claim.action)
    option = action.option(claim.option).id
    if option != claim.option:
        draft.claim = replace(claim, option=option)
    action.check_quantity(claim.quantity_milli)
    if action.is_device and claim.device_id is None:
        raise Invalid("Each one is claimed by itself, month by month.")
    if claim.source == rules.OWN and not action.is_by_hand:
        raise Invalid("Nobody enters this by hand: it is recorded where it was seen.")
    if not rules.may_be_of(claim.tier, action.evidence):
        raise ValueError(f"{action.id} cannot be {rules.TIERS[claim.tier]}")


def _concerned(transaction: DriverTransaction, drafts: Sequence[_Draft]) -> set[int]:
    """Whom to lock: the residents, and the homes of those with a household limit. All at once: two members who each
    held their own row and asked for the other's would wait for ever."""
    residents = {draft.claim.resident_id for draft in drafts}
    sharing = {draft.claim.resident_id for draft in drafts if draft.is_shared}
    return residents.union(queries.members_of_homes(transaction, sharing)) if sharing else residents


def _identify(
    draft: _Draft, transaction: DriverTransaction, ledger: Ledger, people: Mapping[int, LockedResident], now: datetime
) -> None:
    """Who it was and when: all columns of the entry that no other entry has a part in."""
    claim, calendar = draft.claim, ledger.calendar
    person = people.get(claim.resident_id)
    if claim.session and not (person and person.is_named(claim.session)):
        raise Unauthenticated("Please sign in first.")
    if person is None:
        raise NotFound("This account does not exist.")
    try:
        rules.check_day(claim.occurred_on, calendar.today(now), calendar.today(person.joined_at), claim.source)
    except Invalid:
        # An entry that was saved, only the answer was lost, is found again however late it is sent once more.
        if not queries.entry_under_key(transaction, person.id, claim.key):
            raise
        draft.outcome = _replayed(transaction, claim)
        return
    draft.periods = rules.periods(calendar, claim.occurred_on)
    draft.row = {
        "resident_id": person.id,
        "household_id": person.household_id,
        "key": claim.key,
        "action": claim.action,
        "option": claim.option,
        "quantity_milli": claim.quantity_milli,
        "occurred_on": claim.occurred_on,
        "recorded_at": now,
        "season": _season(transaction, calendar, draft.periods.season, now),
        "district_id": person.district_id,
        "subdistrict_id": person.subdistrict_id,
        "tier": claim.tier,
        "pack_version_id": ledger.pack_version_id,
        "source": claim.source,
        "reverses_id": None,
        "replaces_id": None,
        "device_id": claim.device_id if draft.action.is_device else None,
        "of_hold": False,
        "first_id": None,
    }


def _settle_late(transaction: DriverTransaction, late: Sequence[_Draft], people: Mapping[int, LockedResident]) -> None:
    """What was done before a move counts for the place of its day."""
    past = queries.former_places(transaction, {draft.claim.resident_id for draft in late}) if late else {}
    for draft in late:
        if before := past.get(draft.claim.resident_id):
            place = people[draft.claim.resident_id].place_on(draft.claim.occurred_on, before)
            draft.row.update(place._asdict())


def _season(transaction: DriverTransaction, calendar: CityCalendar, season: str, now: datetime) -> str:
    """The season of the day, or the current one when that is frozen."""
    current = rules.periods(calendar, calendar.today(now)).season
    return current if season != current and queries.is_frozen(transaction, season) else season


def _touched(draft: _Draft) -> list[Hashable]:
    """What only one claim at a time may move: the resident's totals, and what the household has used up."""
    home = [("household", draft.row["household_id"])] if draft.is_shared else []
    return [draft.claim.resident_id, *home]


def _record_batch(transaction: DriverTransaction, ledger: Ledger, drafts: Sequence[_Draft], today: date) -> None:
    """Records drafts of which none moves what stands before another."""
    found = queries.before_entries(transaction, [_asked_of(draft) for draft in drafts])
    for draft, before in zip(drafts, found, strict=True):
        draft.before = before
    judged = _passing(drafts, lambda draft: _judge(draft, transaction, ledger.catalogue, today))
    movements = [Movement(draft.row, draft.periods, draft.before, today) for draft in judged]
    for draft, number in zip(judged, append(transaction, movements) if movements else [], strict=True):
        draft.outcome = Recorded(number, replayed=False)


def _asked_of(draft: _Draft) -> dict[str, Any]:
    shared, reused = draft.is_shared, draft.action.option(draft.claim.option).breakeven_uses
    return {
        **queries.asked_about(draft.row, draft.periods),
        "household_id": draft.row["household_id"] if shared else None,
        "option": draft.claim.option if reused else None,
    }


def _judge(draft: _Draft, transaction: DriverTransaction, catalogue: Catalogue, today: date) -> None:
    """What counts after the limits, and what it saves: the rest of the entry's columns."""
    claim, before = draft.claim, draft.before
    if before.replayed_id is not None:
        draft.outcome = _replayed(transaction, claim)
        return
    if draft.action.is_device:
        devices.check(transaction, draft.action, draft.row, today)
    limits = draft.action.limits
    credited_milli = before.used.left_of(claim.quantity_milli, limits)
    counted_milli = before.used.left_of(claim.quantity_milli, rules.shorter(limits))
    saved = quantify(
        catalogue, Activity(claim.action, claim.option, credited_milli, claim.occurred_on, before.uses_milli)
    )
    draft.row.update(
        credited_milli=credited_milli,
        uses_before_milli=before.uses_milli,
        low_mg=saved.low_mg,
        mid_mg=saved.mid_mg,
        high_mg=saved.high_mg,
        points=rules.points_of(draft.action.points, counted_milli, before.points_today),
    )


def _replayed(transaction: DriverTransaction, claim: Claim) -> Recorded:
    """The entry recorded before under this key.

    Raises:
        Conflict: it says something else.
    """
    earlier = queries.entry_under_key(transaction, claim.resident_id, claim.key)
    assert earlier is not None
    if earlier.said != (claim.action, claim.option, claim.quantity_milli, claim.occurred_on):
        raise Conflict(
            "This form was already sent with other content, and that was saved. "
            "Open the form anew to log another action."
        )
    return Recorded(earlier.id, replayed=True)
