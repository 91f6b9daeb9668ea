"""The one door to the ledger: record an entry, or take one back, in the caller's transaction.

Both append exactly one row and move the derived sums by the same figures. A resident's row (for household limits, the
rows of the whole household) is locked first, so limits and first-participation are judged on settled facts; the
counters that many residents share come last and are held shortest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar, Period
from civic.db import Database, Straight
from civic.errors import Conflict, Forbidden, Invalid, NotFound
from footprint.ledger import queries, rules
from footprint.ledger.models import Entry, FrozenSeason, PackVersion, PlaceTotal
from footprint.ledger.queries import Person, Standing
from footprint.ledger.sums import append
from footprint.quantities.calculator import Activity, quantify
from footprint.quantities.catalogue import Action, Catalogue, Limit


@dataclass(frozen=True, slots=True)
class Ledger:
    """What every entry is computed with: the catalogue, its number in this database, and the calendar."""

    catalogue: Catalogue
    calendar: CityCalendar
    pack_version_id: int


def open_ledger(database: Database, catalogue: Catalogue, calendar: CityCalendar, now: datetime) -> Ledger:
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
    return Ledger(catalogue, calendar, version_id)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says a resident did. `source` names where it comes from: 'self' or 'campaign:…'."""

    resident_id: int
    key: str
    action: str
    option: str | None
    quantity_milli: int
    occurred_on: date
    tier: int = rules.SELF_REPORTED
    source: str = "self"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry's number, and whether it had been recorded before under the same key."""

    entry_id: int
    replayed: bool


def record(session: Session, ledger: Ledger, claim: Claim, now: datetime) -> Recorded:
    """Appends an entry for the claim, clipped by the limits, and moves every derived sum.

    Raises:
        NotFound: no such resident or action.
        Invalid: a day, option or quantity that cannot be.
        Conflict: the key was used for something else.
        ValueError: the action does not allow evidence of that tier (the caller's mistake, not the resident's).
    """
    action = ledger.catalogue.action(claim.action)
    claim = replace(claim, option=action.option(claim.option).id)
    action.check_quantity(claim.quantity_milli)
    if rules.TIERS[claim.tier] not in action.evidence:
        raise ValueError(f"{action.id} cannot be {rules.TIERS[claim.tier]}")
    members = _lock_members(session, action, claim.resident_id)
    straight = Straight(session)
    person = queries.lock_person(straight, claim.resident_id)
    if person is None:
        raise NotFound("This account does not exist.")
    try:
        check_day(claim.occurred_on, ledger.calendar, person, now)
    except Invalid:
        # An entry that was saved, only the answer was lost, is found again however late it is sent once more.
        if queries.entry_by_key(session, person.id, claim.key):
            return _replayed(session, claim)
        raise
    season = _season(session, ledger.calendar, claim.occurred_on, now)
    before = _standing(straight, ledger.calendar, person, claim, season)
    if before.replayed_id is not None:
        return _replayed(session, claim)
    uses = [_use(session, limit, claim, members, before, ledger.calendar) for limit in action.limits]
    activity = Activity(
        action=claim.action,
        option=claim.option,
        quantity_milli=rules.credited(claim.quantity_milli, uses),
        on=claim.occurred_on,
        uses_before_milli=_uses_before(session, action, claim),
    )
    points = action.points if activity.quantity_milli and not before.points_today else 0
    row = _row(ledger, claim, person, activity, {"points": points, "season": season, "recorded_at": now})
    entry_id = append(straight, ledger.calendar, row, before)
    return Recorded(entry_id, replayed=False) if entry_id else _replayed(session, claim)


def undo(session: Session, ledger: Ledger, resident_id: int, entry_id: int, now: datetime) -> Recorded:
    """Takes an own entry back by an opposite one; a second try finds it done.

    Raises:
        NotFound: no such entry of this resident.
        Forbidden: it is too old, or itself an undoing.
    """
    calendar = ledger.calendar
    straight = Straight(session)
    person = queries.lock_person(straight, resident_id)
    entry = queries.entry(session, entry_id)
    if person is None or entry is None or entry.resident_id != resident_id:
        raise NotFound("This page does not exist.")
    if entry.reverses_id is not None:
        raise Forbidden("An undo cannot be undone. You can log the action again.")
    done = queries.reversal_of(session, entry_id)
    if done is not None:
        return Recorded(done.id, replayed=True)
    if not rules.is_undoable(entry.occurred_on, calendar.today(now)):
        raise Forbidden("Entries older than %(days)s days stay as they are.", days=rules.BACKDATING_DAYS)
    claim = Claim(resident_id, f"undo:{entry.id}", entry.action, entry.option, -entry.quantity_milli, entry.occurred_on)
    season = entry.season
    if queries.is_frozen(session, season):
        season = calendar.season(calendar.today(now)).key
    before = _standing(straight, calendar, person, claim, season, district_id=entry.district_id)
    row: dict[str, Any] = {column.name: getattr(entry, column.name) for column in Entry.__table__.c}
    del row["id"]
    row.update({name: -row[name] for name in _OPPOSITE})
    row.update(key=claim.key, recorded_at=now, season=season, reverses_id=entry.id)
    reversal_id = append(straight, calendar, row, before)
    if reversal_id is None:  # no resident can choose a key like an undo's, so this is another caller's mistake
        raise ValueError(f"the key {claim.key} is taken")
    return Recorded(reversal_id, replayed=False)


_OPPOSITE = ("quantity_milli", "credited_milli", "low_mg", "mid_mg", "high_mg", "points")


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


# Parts of `record`


def _lock_members(session: Session, action: Action, resident_id: int) -> list[int]:
    """Whose use counts against the action's limits. A household is locked whole and before the resident: two of its
    members who each held their own row and asked for the other's would wait for ever."""
    shared = any(limit.scope == "household" for limit in action.limits)
    return queries.lock_household(session, resident_id) if shared else [resident_id]


def _row(ledger: Ledger, claim: Claim, person: Person, activity: Activity, judged: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's columns. `judged` is what rules decided: points, season, and when."""
    reduction = quantify(ledger.catalogue, activity)
    return {
        "resident_id": person.id,
        "household_id": person.household_id,
        "key": claim.key,
        "action": claim.action,
        "option": claim.option,
        "quantity_milli": claim.quantity_milli,
        "credited_milli": activity.quantity_milli,
        "uses_before_milli": activity.uses_before_milli,
        "occurred_on": claim.occurred_on,
        "district_id": person.district_id,
        "subdistrict_id": person.subdistrict_id,
        "low_mg": reduction.low_mg,
        "mid_mg": reduction.mid_mg,
        "high_mg": reduction.high_mg,
        "tier": claim.tier,
        "pack_version_id": ledger.pack_version_id,
        "source": claim.source,
        "reverses_id": None,
        **judged,
    }


def _season(session: Session, calendar: CityCalendar, day: date, now: datetime) -> str:
    """The season of the day, or the current one when that is frozen."""
    today = calendar.today(now)
    season = calendar.season(day).key
    current = calendar.season(today).key
    return current if season != current and queries.is_frozen(session, season) else season


def _standing(
    straight: Straight,
    calendar: CityCalendar,
    person: Person,
    claim: Claim,
    season: str,
    district_id: str | None = None,
) -> Standing:
    week, month = calendar.week(claim.occurred_on), calendar.month(claim.occurred_on)
    return queries.standing_before(
        straight,
        {
            "resident_id": person.id,
            "district_id": district_id or person.district_id,
            "week_start": week.start,
            "week_end": week.end,
            "month_start": month.start,
            "month_end": month.end,
            "from_day": min(week.start, month.start),
            "to_day": max(week.end, month.end),
            "season": season,
            "action": claim.action,
            "day": claim.occurred_on,
            "key": claim.key,
        },
    )


def _use(
    session: Session, limit: Limit, claim: Claim, members: list[int], before: Standing, calendar: CityCalendar
) -> rules.Use:
    """How much of a limit is used, by this resident or by the household."""
    if limit.scope == "household":
        span = _span(limit, claim.occurred_on, calendar)
        used = queries.household_use_milli(session, members, claim.action, span.start, span.end)
    else:
        used = before.day_milli if limit.period == "day" else before.month_milli
    return rules.Use(limit.max_milli, used)


def _span(limit: Limit, day: date, calendar: CityCalendar) -> Period:
    return calendar.month(day) if limit.period == "month" else Period("day", f"day:{day}", day, day)


def _uses_before(session: Session, action: Action, claim: Claim) -> int:
    if not action.option(claim.option).breakeven_uses:
        return 0
    return queries.uses_milli(session, claim.resident_id, claim.action, claim.option)


def _replayed(session: Session, claim: Claim) -> Recorded:
    """The entry recorded before under this key.

    Raises:
        Conflict: it says something else.
    """
    entry = queries.entry_by_key(session, claim.resident_id, claim.key)
    said = entry and (entry.action, entry.option, entry.quantity_milli, entry.occurred_on)
    if entry is None or said != (claim.action, claim.option, claim.quantity_milli, claim.occurred_on):
        raise Conflict(
            "This form was already sent with other content, and that was saved. "
            "Open the form anew to log another action."
        )
    return Recorded(entry.id, replayed=True)
