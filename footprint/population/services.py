"""Puts an invented population into an empty database, through the same door as everybody else's entries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.accounts.hashing import Hashing
from civic.accounts.models import Account, RoleGrant
from civic.accounts.rules import read_username
from civic.city.pack import City
from civic.database.engine import Database
from civic.errors import Conflict
from civic.residents.models import Household, Resident
from civic.residents.services import sign_up
from footprint.actions.catalogue import Action
from footprint.devices import queries
from footprint.devices.services import name_missing
from footprint.ledger.rules import OWN, SELF_REPORTED
from footprint.ledger.services import Claim, Ledger, record, undo
from footprint.population import rules
from footprint.population.nicknames import nickname
from footprint.population.rules import Deed, InventedResident

PASSWORD = "river-three-hills"  # noqa: S105 (printed in the README; refused outside of a demonstration)
ACCOUNTS: Mapping[str, tuple[str, ...]] = {"resident": (), "organizer": (), "city": ("city", "moderator")}
"""Demo account → staff roles: the city's looks at pictures and texts too, or a show would stay empty.
The organizer's organisation comes with the campaigns."""
_BATCH = 400
_JOINED_MINUTE = 12 * 60
"""Noon; people act from the day after."""
_UNDONE_AFTER = timedelta(minutes=2)
Clock = Callable[[date, int], datetime]
"""The instant of a minute of a day in the city."""
Owned: TypeAlias = dict[tuple[int, str, int], int]
"""Somebody's devices of an action, in their order: numbers in the database by person, action and place."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was put into the database."""

    residents: int
    entries: int
    undone: int


def populate(
    database: Database, city: City, ledger: Ledger, *, residents: int, days: int, seed: int, now: datetime
) -> Counts:
    """Invented people and what they did in the `days` up to today: the account `resident` and `residents - 1` others.

    Everything is decided by seed, numbers, pack and the day it is `now` (weekdays and seasons are real ones), but
    for the hash of the password. What lies after `now` has not happened yet, so on the same day a later run makes the
    same ledger with some entries more.

    Raises:
        Conflict: somebody lives in this database already.
    """
    with database.read() as session:
        if session.scalar(select(func.count()).select_from(Resident)):
            raise Conflict("There are residents in this database. A demonstration needs an empty one.")
    last = ledger.calendar.today(now)
    first = last - timedelta(days=days - 1)
    actions = list(ledger.catalogue.actions.values())
    crowd = rules.people(city, actions, count=residents, first=first - timedelta(days=1), last=last, seed=seed)
    home = next((district for district in city.districts if district.subdistricts), city.districts[0])
    eager = rules.enthusiast(crowd[0], actions, first - timedelta(days=1), seed)
    crowd[0] = replace(eager, district_id=home.id, subdistrict_id=None)
    clock = _clock(ZoneInfo(city.timezone))
    ids = _settle(database, city, clock, crowd)
    actions_by_id = ledger.catalogue.actions
    owned = _own_devices(database, ledger, crowd, ids, seed)
    planned = [deed for person in crowd for deed in rules.deeds(person, actions_by_id, last, seed)]
    told = [deed for person in crowd for deed in rules.confirmations(person, actions_by_id, last, seed)]
    planned += [deed for deed in told if (deed.person, deed.action, deed.device) in owned]
    planned.sort(key=lambda deed: (deed.day, deed.minute, deed.person))
    done = [deed for deed in planned if clock(deed.day, deed.minute) + _UNDONE_AFTER <= now]
    return Counts(len(ids) + len(ACCOUNTS) - 1, len(done), _act(database, ledger, clock, done, ids, owned))


def _clock(zone: ZoneInfo) -> Clock:
    return lambda day, minute: datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def _settle(database: Database, city: City, clock: Clock, crowd: Sequence[InventedResident]) -> list[int]:
    """Accounts for everybody; their numbers by the person's."""
    password_hash = Hashing().hash(PASSWORD)
    homes: list[int] = []
    eager = crowd[0]
    with database.write() as session:
        for name, roles in ACCOUNTS.items():
            joined = clock(eager.joined_on, _JOINED_MINUTE)
            actor = sign_up(
                session,
                city,
                username=name,
                password_hash=password_hash,
                district_id=eager.district_id,
                now=joined,
                is_demo=True,
            )
            session.add_all(RoleGrant(account_id=actor.account_id, role=role, granted_at=joined) for role in roles)
            if not homes:
                ids, homes = [actor.resident_id], [actor.household_id]
    for batch in _batches(crowd[1:]):
        with database.write() as session:
            ids += _move_in(session, city, clock, batch, homes)
    return ids


def _move_in(
    session: Session, city: City, clock: Clock, batch: Sequence[InventedResident], homes: list[int]
) -> list[int]:
    """The residents' numbers; their households are appended to `homes`, which holds everybody's."""
    joined = {person.number: clock(person.joined_on, _JOINED_MINUTE) for person in batch}
    accounts = {person.number: _account(person, city, joined[person.number]) for person in batch}
    own = {person.number: Household(created_at=joined[person.number]) for person in batch if person.lives_with is None}
    session.add_all([*own.values(), *accounts.values()])
    session.flush()
    residents = []
    for person in batch:
        homes.append(homes[person.lives_with] if person.lives_with is not None else own[person.number].id)
        residents.append(
            Resident(
                account_id=accounts[person.number].id,
                household_id=homes[-1],
                district_id=person.district_id,
                subdistrict_id=person.subdistrict_id,
                created_at=joined[person.number],
            )
        )
    session.add_all(residents)
    session.flush()
    return [resident.id for resident in residents]


def _account(person: InventedResident, city: City, joined: datetime) -> Account:
    name = read_username(nickname(person.number, city.languages[0]))
    return Account(username=name.shown, username_key=name.key, is_demo=True, created_at=joined)


def _own_devices(
    database: Database, ledger: Ledger, crowd: Sequence[InventedResident], ids: Sequence[int], seed: int
) -> Owned:
    """Names everybody's devices, as many as their homes can have."""
    owned: Owned = {}
    catalogue = ledger.catalogue
    for batch in _batches(crowd):
        with database.write() as session:
            for person in batch:
                for action_id, replaced in rules.devices(person, catalogue.actions, seed):
                    home = session.scalars(select(Resident.household_id).where(Resident.id == ids[person.number])).one()
                    for option in dict.fromkeys(replaced):
                        places = [place for place, other in enumerate(replaced) if other == option]
                        new = _named_anew(session, home, catalogue.action(action_id), option, len(places), person)
                        pairs = zip(places, new, strict=False)
                        owned.update({(person.number, action_id, place): id_ for place, id_ in pairs})
    return owned


def _named_anew(
    session: Session, home: int, action: Action, option: str, count: int, person: InventedResident
) -> list[int]:
    """So many more devices of the home that replaced the same, or fewer where it cannot have so many; their numbers."""
    known = queries.numbered(session, home, action.id)
    wanted = sum(device.option == option for device in known) + count
    named = name_missing(session, home, action, option, wanted, person.joined_on)
    return [device.id for device in named if device not in known]


def _act(
    database: Database, ledger: Ledger, clock: Clock, deeds: Sequence[Deed], ids: Sequence[int], owned: Owned
) -> int:
    """Records the deeds in their order; how many were taken back."""
    undone = 0
    for batch in _batches(deeds):
        with database.write() as session:
            for deed in batch:
                device = owned[deed.person, deed.action, deed.device] if deed.device is not None else None
                undone += _do(session, ledger, deed, ids[deed.person], clock(deed.day, deed.minute), device)
    return undone


def _do(session: Session, ledger: Ledger, deed: Deed, resident_id: int, now: datetime, device_id: int | None) -> bool:
    """Records the deed; whether it was taken back right after."""
    claim = Claim(
        resident_id=resident_id,
        key=f"demo-{deed.number}" if device_id is None else f"demo-device-{deed.number}",
        action=deed.action,
        option=deed.option,
        quantity_milli=deed.quantity_milli,
        occurred_on=deed.about or deed.day,
        tier=deed.tier,
        source=_source(deed, device_id),
        device_id=device_id,
    )
    recorded = record(session, ledger, claim, now)
    if deed.is_undone and not recorded.replayed:
        undo(session, ledger, resident_id, recorded.entry_id, now + _UNDONE_AFTER)
        return True
    return False


def _source(deed: Deed, device_id: int | None) -> str:
    if device_id is not None:
        return f"device:{device_id}"
    return OWN if deed.tier == SELF_REPORTED else "demo:check-in"


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """Runs of a few hundred: one transaction each."""
    for start in range(0, len(things), _BATCH):
        yield things[start : start + _BATCH]
