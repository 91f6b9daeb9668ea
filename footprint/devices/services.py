"""Naming the things of a household that replaced others, and claiming their months.

They are the household's: whoever lives there claims them, and who moves out leaves them behind. Whoever moves in with
others and leaves nobody behind brings them along, with their crediting periods; what has the same name there is the
same thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.errors import Conflict, Invalid, NotFound
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from footprint.actions.action import Action
from footprint.actions.devices import counts_from, is_credited
from footprint.devices import queries
from footprint.devices.queries import Named
from footprint.ledger.models import Device
from footprint.ledger.queries import lock_resident
from footprint.ledger.services import Claim, Ledger, Outcome, record_many

NAME_MAX = 40


def name_one(
    session: Session, ledger: Ledger, actor: ResidentActor, action_id: str, option_id: str, name: str, now: datetime
) -> Device:
    """A new device of the actor's household; the same name again is the same device.

    Raises:
        NotFound: the action is about no devices.
        Invalid: on the question's field, no such answer.
        Conflict: the household has as many as it can have.
    """
    action = _device_action(ledger, action_id)
    option = action.option(option_id).id
    household_id = _locked_home(session, actor.resident_id)
    known = queries.numbered(session, household_id, action.id)
    same = [one for one in known if one.ended_on is None and one.name.casefold() == name.casefold()]
    if same:
        return same[0]
    return _add(session, known, action, household_id, option, name, counts_from(ledger.calendar.today(now)))


def name_missing(
    session: Session, household_id: int, action: Action, option: str, wanted: int, named_on: date
) -> Sequence[Device]:
    """The household's devices of that answer; those that are missing to `wanted` are added without a name, as far as it
    can have so many. The household is locked."""
    known = list(queries.numbered(session, household_id, action.id))
    have = sum(device.option == option for device in known)
    for _ in range(min(wanted - have, action.most_devices - len(known))):
        known.append(_add(session, known, action, household_id, option, "", counts_from(named_on)))
    return [device for device in known if device.option == option]


def _add(
    session: Session, known: Sequence[Device], action: Action, household_id: int, option: str, name: str, first: date
) -> Device:
    if len(known) >= action.most_devices:
        raise Conflict("A household can name %(most)s of them, and that many it has.", most=action.most_devices)
    number = max((device.number for device in known), default=0) + 1
    device = Device(
        household_id=household_id, action=action.id, number=number, option=option, name=name, counts_from=first
    )
    session.add(device)
    session.flush()
    return device


def rename(session: Session, actor: ResidentActor, device_id: int, name: str) -> Device:
    """Gives a device of the actor's household another name.

    Raises:
        NotFound: no such device of the household.
        Conflict: another one has that name.
    """
    device = _own(session, actor, device_id)
    others = queries.numbered(session, device.household_id, device.action)
    if any(one.id != device.id and one.name and one.name.casefold() == name.casefold() for one in others):
        raise Conflict("Another one has this name.")
    device.name = name
    return device


def give_up(session: Session, actor: ResidentActor, device_id: int, today: date) -> Device:
    """A device is used no more; what it saved stays counted. One of which nothing was ever claimed goes altogether.

    Raises:
        NotFound: no such device of the household.
    """
    device = _own(session, actor, device_id)
    if not queries.has_claims(session, device.id):
        session.delete(device)
    elif device.ended_on is None:
        device.ended_on = today
    return device


def confirm(
    session: Session,
    ledger: Ledger,
    resident_id: int,
    devices: Iterable[Device],
    day: date,
    now: datetime,
    source: str = "",
) -> list[Outcome]:
    """Claims the month that ends on `day` for each of the devices; what came of each, in their order."""
    claims = [_claim(session, resident_id, device, day, source) for device in devices]
    return record_many(session, ledger, claims, now)


def _claim(session: Session, resident_id: int, device: Device, day: date, source: str) -> Claim:
    turn = queries.taken_back(session, device.id, day)
    own = f"device:{device.id}"
    key = f"{own}:{day:%Y-%m}" + (f":{turn}" if turn else "")
    return Claim(
        resident_id, key, device.action, device.option, 1000, day, source=source or own, device_id=device.id
    )  # fmt: skip


def claimable(named: Iterable[Named], action: Action, day: date) -> list[Device]:
    """The devices for which the month that ends on `day` counts and is not claimed yet."""
    return [
        one.device
        for one in named
        if day not in one.months
        and is_credited(one.device.counts_from, action.crediting_years, day)
        and (one.device.ended_on is None or day <= one.device.ended_on)
    ]


def household_left(session: Session, household_id: int, resident_id: int, now: datetime) -> None:
    """Whoever moves out last brings the household's devices along."""
    if _is_home_to_somebody(session, household_id):
        return
    new_home = session.scalars(select(Resident.household_id).where(Resident.id == resident_id)).one()
    for device in queries.all_of(session, household_id):
        known = queries.numbered(session, new_home, device.action)
        if any(one.name and one.name.casefold() == device.name.casefold() for one in known):
            device.ended_on, device.name = device.ended_on or now.date(), ""
            continue
        device.number = max((one.number for one in known), default=0) + 1
        device.household_id = new_home
        session.flush()


def forget(session: Session, resident_id: int) -> None:
    """On erasure: where nobody is left, the words that the household had for its devices go."""
    household_id = session.scalar(select(Resident.household_id).where(Resident.id == resident_id))
    if household_id is not None and not _is_home_to_somebody(session, household_id):
        for device in queries.all_of(session, household_id):
            device.name = ""


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """The devices of the resident's household."""
    home = select(Resident.household_id).where(Resident.id == resident_id).scalar_subquery()
    return {
        "household_devices": [
            {
                "action": one.action,
                "number": one.number,
                "name": one.name,
                "option": one.option,
                "counts_from": one.counts_from.isoformat(),
                "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            }
            for one in queries.all_of(session, home)
        ]
    }


def _is_home_to_somebody(session: Session, household_id: int) -> bool:
    living = select(Resident.id).where(Resident.household_id == household_id, Resident.erased_at.is_(None))
    return session.scalar(living.limit(1)) is not None


def _device_action(ledger: Ledger, action_id: str) -> Action:
    action = ledger.catalogue.action(action_id)
    if not action.is_device:
        raise NotFound("There is no such action.")
    return action


def _locked_home(session: Session, resident_id: int) -> int:
    """The resident's household, locked with all who live there."""
    lock_resident(session, resident_id, home=True)
    return session.scalars(select(Resident.household_id).where(Resident.id == resident_id)).one()


def _own(session: Session, actor: ResidentActor, device_id: int) -> Device:
    device = queries.device(session, _locked_home(session, actor.resident_id), device_id)
    if device is None:
        raise NotFound()
    return device


def chosen(session: Session, actor: ResidentActor, action_id: str, ids: Iterable[int]) -> list[Device]:
    """The devices of the actor's household among these numbers, all who live there locked.

    Raises:
        Invalid: on field `device`, none was chosen.
    """
    wanted = set(ids)
    known = queries.numbered(session, _locked_home(session, actor.resident_id), action_id)
    found = [device for device in known if device.id in wanted]
    if not found:
        raise Invalid("Please choose at least one.", field="device")
    return found
