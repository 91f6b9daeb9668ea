"""Puts an invented population into an empty database, through the same door as everybody else's entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.city.pack import City
from civic.db import Database
from civic.errors import Conflict
from civic.residents.hashing import hash_password
from civic.residents.models import Household, Resident, RoleGrant
from civic.residents.services import sign_up
from footprint.ledger.rules import SELF_REPORTED
from footprint.ledger.services import Claim, Ledger, record, undo
from footprint.population import rules
from footprint.population.rules import Deed, Person

PASSWORD = "river-three-hills"  # noqa: S105 (printed in the README; refused outside of a demonstration)
ACCOUNTS = {"resident": None, "organizer": None, "city": "city"}
"""Demo account → staff role. The organizer's organisation comes with the campaigns."""
_BATCH = 400
_RICH_HABITS = ("bicycle", "walking", "bus", "basket", "cup", "clean_plate", "sort_paper", "lamp", "shower")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was put into the database."""

    residents: int
    entries: int
    undone: int


def populate(
    database: Database, city: City, ledger: Ledger, *, residents: int, days: int, seed: int, last: date
) -> Counts:
    """`residents` invented people and what they did in the `days` up to `last`, the day the demonstration is made.

    The same seed, numbers, pack and last day give the same population.

    Raises:
        Conflict: somebody lives in this database already.
    """
    with database.read() as session:
        if session.scalar(select(func.count()).select_from(Resident)):
            raise Conflict("There are residents in this database. A demonstration needs an empty one.")
    first = last - timedelta(days=days - 1)
    actions = list(ledger.catalogue.actions.values())
    crowd = list(rules.people(city, actions, count=residents, first=first, last=last, seed=seed))
    crowd[:1] = [_rich(crowd[0], city, first, ledger)] if crowd else []
    zone = ZoneInfo(city.timezone)
    ids = _settle(database, city, crowd, first, zone)
    planned = [deed for person in crowd for deed in rules.deeds(person, ledger.catalogue.actions, last, seed)]
    planned.sort(key=lambda deed: (deed.day, deed.minute, deed.person))
    return _act(database, ledger, planned, ids, zone)


def _rich(person: Person, city: City, first: date, ledger: Ledger) -> Person:
    """The demo account `resident`: there from the first day, with something on every page."""
    known = [action for action in _RICH_HABITS if action in ledger.catalogue.actions]
    habits = dict.fromkeys(known or list(ledger.catalogue.actions)[:5], 1.0)
    return Person(person.number, city.districts[0].id, None, first, 1.8, habits)


def _settle(database: Database, city: City, crowd: Sequence[Person], first: date, zone: ZoneInfo) -> list[int]:
    """Accounts for everybody, every fifth person sharing the home of the one before; their numbers in order."""
    password_hash = hash_password(PASSWORD)
    ids: list[int] = []
    with database.write() as session:
        for name, role in ACCOUNTS.items():
            made = _at(first, 0, zone)
            actor = sign_up(
                session,
                city,
                username=name,
                password_hash=password_hash,
                district_id=city.districts[0].id,
                now=made,
                is_demo=True,
            )
            if role:
                session.add(RoleGrant(resident_id=actor.id, role=role, granted_at=made))
            if name == "resident":
                ids.append(actor.id)
    for batch in _batches(crowd[1:]):
        with database.write() as session:
            ids += _move_in(session, batch, zone)
    return ids


def _move_in(session: Session, batch: Sequence[Person], zone: ZoneInfo) -> list[int]:
    homes: list[Household] = []
    for person in batch:
        shares = homes and person.number % 5 == 0
        homes.append(homes[-1] if shares else Household(created_at=_at(person.joined_on, 0, zone)))
    session.add_all(homes)
    session.flush()
    residents = [
        Resident(
            household_id=home.id,
            username=f"neighbour{person.number:06d}",
            username_key=f"neighbour{person.number:06d}",
            district_id=person.district_id,
            subdistrict_id=person.subdistrict_id,
            epoch=0,
            is_demo=True,
            created_at=_at(person.joined_on, 0, zone),
        )
        for person, home in zip(batch, homes, strict=True)
    ]
    session.add_all(residents)
    session.flush()
    return [resident.id for resident in residents]


def _act(database: Database, ledger: Ledger, planned: Sequence[Deed], ids: Sequence[int], zone: ZoneInfo) -> Counts:
    undone = 0
    for batch in _batches(planned):
        with database.write() as session:
            for deed in batch:
                undone += _do(session, ledger, deed, ids[deed.person], zone)
    return Counts(residents=len(ids), entries=len(planned), undone=undone)


def _do(session: Session, ledger: Ledger, deed: Deed, resident_id: int, zone: ZoneInfo) -> bool:
    """Records the deed at its minute; whether it was taken back right after."""
    now = _at(deed.day, deed.minute, zone)
    claim = Claim(
        resident_id=resident_id,
        key=f"demo-{deed.person}-{deed.day:%Y%m%d}-{deed.minute}-{deed.action}-{deed.quantity_milli}",
        action=deed.action,
        option=deed.option,
        quantity_milli=deed.quantity_milli,
        occurred_on=deed.day,
        tier=deed.tier,
        source="self" if deed.tier == SELF_REPORTED else "demo:check-in",
    )
    recorded = record(session, ledger, claim, now)
    if deed.is_undone and not recorded.replayed:
        undo(session, ledger, resident_id, recorded.entry_id, now + timedelta(minutes=2))
        return True
    return False


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """Runs of a few hundred: one transaction each."""
    for start in range(0, len(things), _BATCH):
        yield things[start : start + _BATCH]
