"""Reads of a household's devices and of the months that were claimed for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from footprint.ledger.models import Device, Entry, sign


@dataclass(frozen=True, slots=True)
class Named:
    """A device with the last days of the months that are claimed for it."""

    device: Device
    months: frozenset[date]


def of_household(session: Session, household_id: int, action: str) -> list[Named]:
    """The household's devices of an action by their numbers, given up ones too; two statements."""
    devices = numbered(session, household_id, action)
    claimed: dict[int, set[date]] = {device.id: set() for device in devices}
    standing = (
        select(Entry.device_id, Entry.occurred_on)
        .where(Entry.device_id.in_(claimed), ~Entry.of_hold)
        .group_by(Entry.device_id, Entry.occurred_on)
        .having(func.sum(sign) > 0)
    )
    for number, day in session.execute(standing) if devices else ():
        claimed[number or 0].add(day)
    return [Named(device, frozenset(claimed[device.id])) for device in devices]


def numbered(session: Session, household_id: int, action: str) -> Sequence[Device]:
    """The household's devices of an action by their numbers."""
    found = select(Device).where(Device.household_id == household_id, Device.action == action)
    return session.scalars(found.order_by(Device.number)).all()


def all_of(session: Session, household_id: int | ScalarSelect[int]) -> Sequence[Device]:
    """The household's devices of all actions."""
    found = select(Device).where(Device.household_id == household_id)
    return session.scalars(found.order_by(Device.action, Device.number)).all()


def device(session: Session, household_id: int, device_id: int) -> Device | None:
    """One of the household's."""
    found = session.get(Device, device_id)
    return found if found is not None and found.household_id == household_id else None


def has_claims(session: Session, device_id: int) -> bool:
    """Whether anything was ever claimed for it, taken back or not."""
    return session.scalar(select(Entry.id).where(Entry.device_id == device_id).limit(1)) is not None


def taken_back(session: Session, device_id: int, day: date) -> int:
    """How many claims of a month were taken back."""
    undone = (Entry.device_id == device_id, Entry.occurred_on == day, Entry.reverses_id.is_not(None), ~Entry.of_hold)
    return session.scalar(select(func.count()).select_from(Entry).where(*undone)) or 0
