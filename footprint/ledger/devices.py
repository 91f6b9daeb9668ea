"""Whether a month of a device can be claimed: it is the household's, the month counts, and nobody has claimed it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal_column, select

from civic.database.driver import CompiledQuery, DriverTransaction, day
from civic.errors import Conflict, Invalid, NotFound
from footprint.actions.action import Action
from footprint.actions.devices import is_credited
from footprint.ledger.models import Device, Entry, sign

claims = (
    select(func.coalesce(func.sum(sign), literal_column("0")))
    .where(Entry.device_id == Device.id, Entry.occurred_on == bindparam("day"), ~Entry.of_hold)
    .correlate(Device)
    .scalar_subquery()
)
"""How many claims of a device and month stand or are held: none or one."""
_device = CompiledQuery(
    select(Device.household_id, Device.action, Device.option, Device.counts_from, Device.ended_on, claims).where(
        Device.id == bindparam("id")
    )
)


class _Asked(NamedTuple):
    """A device, and how many claims of the month stand."""

    same: tuple[int, str, str]
    counts_from: date
    ended_on: date | None
    claims: int


def check(transaction: DriverTransaction, action: Action, row: Mapping[str, Any], today: date) -> None:
    """Refuses the claim of a month that is none. The household is locked.

    Args:
        row: the entry's columns.

    Raises:
        NotFound: no such device of the household.
        Invalid: on field `occurred_on`, the month has not passed or does not count; on `quantity`, not one device.
        Conflict: the month was claimed before.
    """
    device = _asked(transaction, row["device_id"], row["occurred_on"])
    if device is None or device.same != (row["household_id"], row["action"], row["option"]):
        raise NotFound("Your household has not named this one.")
    if row["quantity_milli"] != 1000:
        raise Invalid("Each one is claimed by itself.", field="quantity")
    if row["occurred_on"] >= today:
        raise Invalid("A month counts once it has passed.", field="occurred_on")
    if not is_credited(device.counts_from, action.crediting_years, row["occurred_on"]) or _is_over(device, row):
        raise Invalid("This month does not count for it.", field="occurred_on")
    if device.claims:
        raise Conflict("This month is counted already.")


def _asked(transaction: DriverTransaction, device_id: int, last_day: date) -> _Asked | None:
    found = transaction.one(_device, {"id": device_id, "day": last_day})
    if found is None:
        return None
    household_id, action, option, counts_from, ended_on, standing = found
    same = (household_id, action, option)
    return _Asked(same, day(counts_from), day(ended_on) if ended_on else None, standing)


def _is_over(device: _Asked, row: Mapping[str, Any]) -> bool:
    return device.ended_on is not None and row["occurred_on"] > device.ended_on
