"""The one door to the ledger: record entries, or take one back, in the caller's transaction.

Each appends rows and moves the derived sums by the same figures. Claims are recorded many at once, as one statement
costs a database little more for thirty residents than for one. First the residents (for household limits, all of their
households) are locked, so limits and first-participation are judged on settled facts; the counters that many residents
share come last and are held shortest.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.accounts.identity import SessionName
from civic.calendar import CityCalendar, utc_now
from civic.database.driver import DriverTransaction
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unauthenticated
from civic.feature import ExtensionPoint, Registry
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Action, Catalogue
from footprint.ledger import queries, rules
from footprint.ledger.models import Entry, FrozenSeason, PackVersion, PlaceTotal
from footprint.ledger.queries import Person, Standing
from footprint.ledger.rules import Around
from footprint.ledger.sums import append


@dataclass(frozen=True, slots=True)
class Ledger:
    """What every entry is computed with: the catalogue, its number in this database, and the calendar; and who is told
    of what happens to entries."""

    catalogue: Catalogue
    calendar: CityCalendar
    pack_version_id: int
    registry: Registry

    def record_gathered(self, straight: DriverTransaction, claims: Sequence["Claim"]) -> "list[Outcome]":
        """What the committing thread does with the claims of several requests: `record_many`, now."""
        return _record(straight, self, claims, utc_now())


def open_ledger(
    database: Database, catalogue: Catalogue, calendar: CityCalendar, registry: Registry, now: datetime
) -> Ledger:
    """The ledger of a database; the catalogue's version is registered there with its full text on first use."""
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

    `session` is given if nobody has looked yet whether it still stands: it is confirmed with the entry.
    """

    resident_id: int
    key: str
    action: str
    option: str | None
    quantity_milli: int
    occurred_on: date
    tier: int = rules.SELF_REPORTED
    source: str = "self"
    session: SessionName | None = None


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
    """Takes an own entry back by an opposite one; a second try finds it done.

    Raises:
        NotFound: no such entry of this resident.
        Forbidden: it is too old, or itself an undoing.
    """
    calendar = ledger.calendar
    straight = DriverTransaction.of(session)
    people = queries.lock_people(straight, [resident_id])
    entry = queries.entry(session, entry_id)
    if not people or entry is None or entry.resident_id != resident_id:
        raise NotFound()
    if entry.reverses_id is not None:
        raise Forbidden("An undo cannot be undone. You can log the action again.")
    done = queries.reversal_of(session, entry_id)
    if done is not None:
        return Recorded(done.id, replayed=True)
    if not rules.is_undoable(entry.occurred_on, calendar.today(now)):
        raise Forbidden("Entries older than %(days)s days stay as they are.", days=rules.BACKDATING_DAYS)
    row: dict[str, Any] = {column.name: getattr(entry, column.name) for column in Entry.__table__.c}
    del row["id"]
    row.update({name: -row[name] for name in _OPPOSITE})
    row.update(key=f"undo:{entry.id}", recorded_at=now, reverses_id=entry.id)
    if queries.is_frozen(straight, entry.season):
        row["season"] = calendar.season(calendar.today(now)).key
    around = rules.around(calendar, entry.occurred_on)
    (before,) = queries.standing_before(straight, [_asked(row, around)])
    if before.replayed_id is not None:  # no resident can choose such a key, so this is another caller's mistake
        raise ValueError(f"the key {row['key']} is taken")
    (reversal_id,) = append(straight, [(row, around, before)])
    return Recorded(reversal_id, replayed=False)


_OPPOSITE = ("quantity_milli", "credited_milli", "low_mg", "mid_mg", "high_mg", "points")


@dataclass(frozen=True, slots=True)
class Undone:
    """An entry that its resident took back, with what it had counted."""

    id: int
    resident_id: int
    action: str
    source: str
    occurred_on: date
    credited_milli: int


AFTER_UNDO: ExtensionPoint[Callable[[Session, Ledger, Undone, datetime], None]] = ExtensionPoint("after an undo")
"""Each is told, in the same transaction, of an entry that its resident took back: whatever it came from counts no more
either."""


def undo_own(session: Session, ledger: Ledger, resident_id: int, entry_id: int, now: datetime) -> None:
    """`undo`, by the resident's own wish: where the entry came from follows.

    Raises:
        NotFound, Forbidden: see `undo`.
    """
    done = undo(session, ledger, resident_id, entry_id, now)
    entry = queries.entry(session, entry_id)
    if done.replayed or entry is None:
        return
    undone = Undone(entry.id, resident_id, entry.action, entry.source, entry.occurred_on, entry.credited_milli)
    for follow in ledger.registry.all(AFTER_UNDO):
        follow(session, ledger, undone, now)


def freeze_seasons(session: Session, calendar: CityCalendar, now: datetime) -> list[str]:
    """Freezes every season that ended longer ago than entries may be backdated; returns their keys."""
    today = calendar.today(now)
    open_days = (today - timedelta(days=age) for age in range(rules.BACKDATING_DAYS + 1))
    open_seasons = {calendar.season(day).key for day in open_days}
    known = set(session.scalars(select(PlaceTotal.period).where(PlaceTotal.period.like("season:%")).distinct()))
    frozen = set(session.scalars(select(FrozenSeason.season)))
    ended = sorted(known - open_seasons - frozen)
    session.add_all(FrozenSeason(season=key, frozen_at=now) for key in ended)
    return ended


def check_day(day: date, calendar: CityCalendar, person: Person, now: datetime) -> None:
    """Refuses days ahead, days too far back, and days before the account existed.

    Raises:
        Invalid: on field `occurred_on`.
    """
    today, joined_on = calendar.today(now), calendar.today(person.joined_at)
    if day > today:
        raise Invalid("This day is still ahead. Choose today or a day before.", field="occurred_on")
    if day < rules.earliest_day(today, joined_on):
        if day < joined_on:
            raise Invalid("You joined on a later day; entries start then.", field="occurred_on")
        raise Invalid("Entries can be at most %(days)s days old.", field="occurred_on", days=rules.BACKDATING_DAYS)


# Parts of `record_many`


def _record(straight: DriverTransaction, ledger: Ledger, claims: Sequence[Claim], now: datetime) -> list[Outcome]:
    cases = [_Case(claim) for claim in claims]
    known = _passing(cases, lambda case: _look_up(case, ledger))
    people = queries.lock_people(straight, _concerned(straight, known)) if known else {}
    identified = _passing(known, lambda case: _identify(case, straight, ledger, people, now))
    for turn in rules.turns([_held(case) for case in identified]):
        _record_turn(straight, ledger, [identified[number] for number in turn])
    return [case.settled() for case in cases]


@dataclass(slots=True)
class _Case:
    """A claim on its way into the ledger: what is known by and by, and in the end its outcome."""

    claim: Claim
    action: Action = field(init=False)
    around: Around = field(init=False)
    row: dict[str, Any] = field(init=False)
    before: Standing = field(init=False)
    outcome: Outcome | None = None

    def settled(self) -> Outcome:
        """The outcome, once there is one."""
        assert self.outcome is not None
        return self.outcome

    @property
    def is_shared(self) -> bool:
        """Whether what others of the household did counts against a limit."""
        return any(limit.scope == "household" for limit in self.action.limits)


def _passing(cases: Iterable[_Case], stage: Callable[[_Case], None]) -> list[_Case]:
    """The cases that are still open after a stage; a refusal becomes the outcome of its own case."""
    found = []
    for case in cases:
        try:
            stage(case)
        except DomainError as refusal:
            case.outcome = refusal
        if case.outcome is None:
            found.append(case)
    return found


def _look_up(case: _Case, ledger: Ledger) -> None:
    """What the catalogue has to say, before anything is locked."""
    claim = case.claim
    action = case.action = ledger.catalogue.action(claim.action)
    option = action.option(claim.option).id
    if option != claim.option:
        case.claim = replace(claim, option=option)
    action.check_quantity(claim.quantity_milli)
    if rules.TIERS[claim.tier] not in action.evidence:
        raise ValueError(f"{action.id} cannot be {rules.TIERS[claim.tier]}")


def _concerned(straight: DriverTransaction, cases: Sequence[_Case]) -> set[int]:
    """Whom to lock: the residents, and the homes of those with a household limit. All at once: two members who each
    held their own row and asked for the other's would wait for ever."""
    residents = {case.claim.resident_id for case in cases}
    sharing = {case.claim.resident_id for case in cases if case.is_shared}
    return residents.union(queries.members_of_homes(straight, sharing)) if sharing else residents


def _identify(
    case: _Case, straight: DriverTransaction, ledger: Ledger, people: Mapping[int, Person], now: datetime
) -> None:
    """Who it was and when: all columns of the entry that no other entry has a part in."""
    claim, calendar = case.claim, ledger.calendar
    person = people.get(claim.resident_id)
    if claim.session and not (person and person.is_named(claim.session)):
        raise Unauthenticated("Please sign in first.")
    if person is None:
        raise NotFound("This account does not exist.")
    try:
        check_day(claim.occurred_on, calendar, person, now)
    except Invalid:
        # An entry that was saved, only the answer was lost, is found again however late it is sent once more.
        if not queries.said_under_key(straight, person.id, claim.key):
            raise
        case.outcome = _replayed(straight, claim)
        return
    case.around = rules.around(calendar, claim.occurred_on)
    case.row = {
        "resident_id": person.id,
        "household_id": person.household_id,
        "key": claim.key,
        "action": claim.action,
        "option": claim.option,
        "quantity_milli": claim.quantity_milli,
        "occurred_on": claim.occurred_on,
        "recorded_at": now,
        "season": _season(straight, calendar, case.around.season, now),
        "district_id": person.district_id,
        "subdistrict_id": person.subdistrict_id,
        "tier": claim.tier,
        "pack_version_id": ledger.pack_version_id,
        "source": claim.source,
        "reverses_id": None,
    }


def _season(straight: DriverTransaction, calendar: CityCalendar, season: str, now: datetime) -> str:
    """The season of the day, or the current one when that is frozen."""
    current = rules.around(calendar, calendar.today(now)).season
    return current if season != current and queries.is_frozen(straight, season) else season


def _held(case: _Case) -> list[Hashable]:
    """What only one claim at a time may move: the resident's standing, and what the household has used up."""
    home = [("household", case.row["household_id"])] if case.is_shared else []
    return [case.claim.resident_id, *home]


def _record_turn(straight: DriverTransaction, ledger: Ledger, cases: Sequence[_Case]) -> None:
    """Records cases of which none moves what stands before another."""
    for case, before in zip(cases, queries.standing_before(straight, [_asked_of(case) for case in cases]), strict=True):
        case.before = before
    judged = _passing(cases, lambda case: _judge(case, straight, ledger.catalogue))
    numbers = append(straight, [(case.row, case.around, case.before) for case in judged]) if judged else []
    for case, number in zip(judged, numbers, strict=True):
        case.outcome = Recorded(number, replayed=False)


def _asked_of(case: _Case) -> dict[str, Any]:
    shared, reused = case.is_shared, case.action.option(case.claim.option).breakeven_uses
    return {
        **_asked(case.row, case.around),
        "household_id": case.row["household_id"] if shared else None,
        "option": case.claim.option if reused else None,
    }


def _asked(row: Mapping[str, Any], around: Around) -> dict[str, Any]:
    """What is asked about the standing before an entry that no limit and no earlier use can change."""
    same = {name: row[name] for name in ("resident_id", "district_id", "action", "key", "season")}
    return {**same, **around.bounds, "day": row["occurred_on"], "household_id": None, "option": None}


def _judge(case: _Case, straight: DriverTransaction, catalogue: Catalogue) -> None:
    """What counts after the limits, and what it saves: the rest of the entry's columns."""
    claim, before = case.claim, case.before
    if before.replayed_id is not None:
        case.outcome = _replayed(straight, claim)
        return
    credited_milli = rules.credited(claim.quantity_milli, _uses(case.action, before))
    saved = quantify(
        catalogue, Activity(claim.action, claim.option, credited_milli, claim.occurred_on, before.uses_milli)
    )
    case.row.update(
        credited_milli=credited_milli,
        uses_before_milli=before.uses_milli,
        low_mg=saved.low_mg,
        mid_mg=saved.mid_mg,
        high_mg=saved.high_mg,
        points=rules.points_of(case.action.points, credited_milli, before.points_today),
    )


def _uses(action: Action, before: Standing) -> list[rules.LimitUse]:
    """How much of each limit is used up, by the resident or by the household."""
    used = {
        ("resident", "day"): before.day_milli,
        ("resident", "month"): before.month_milli,
        ("household", "day"): before.home_day_milli,
        ("household", "month"): before.home_month_milli,
    }
    return [rules.LimitUse(limit.max_milli, used[limit.scope, limit.period]) for limit in action.limits]


def _replayed(straight: DriverTransaction, claim: Claim) -> Recorded:
    """The entry recorded before under this key.

    Raises:
        Conflict: it says something else.
    """
    entry_id, *said = queries.said_under_key(straight, claim.resident_id, claim.key) or (0,)
    if said != [claim.action, claim.option, claim.quantity_milli, claim.occurred_on]:
        raise Conflict(
            "This form was already sent with other content, and that was saved. "
            "Open the form anew to log another action."
        )
    return Recorded(entry_id, replayed=True)
