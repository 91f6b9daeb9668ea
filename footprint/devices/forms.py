"""The forms of devices: naming one, choosing which were in use in a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_line
from footprint.actions.catalogue import Action
from footprint.devices.services import NAME_MAX


@dataclass(frozen=True, slots=True)
class NameForm:
    """A device as named; usable only when `form` has no errors."""

    form: SubmittedForm
    name: str
    option: str


def read_naming(sent: Mapping[str, str], action: Action) -> NameForm:
    """A new device: its name, and what it replaced."""
    form = SubmittedForm(sent)
    name = form.read("name", _name, "")
    return NameForm(form, name, form.read(action.field, lambda typed: action.option(typed or None).id, ""))


def read_name(sent: Mapping[str, str]) -> NameForm:
    """Another name."""
    form = SubmittedForm(sent)
    return NameForm(form, form.read("name", _name, ""), "")


@dataclass(frozen=True, slots=True)
class MonthForm:
    """Which devices were in use in the month that ended on `day`."""

    form: SubmittedForm
    day: date
    devices: Sequence[int]


def read_month(sent: Mapping[str, str], devices: Sequence[str]) -> MonthForm:
    """The month, and the numbers of the devices that were ticked."""
    form = SubmittedForm(sent)
    return MonthForm(form, form.read("month", _day, date.min), [int(one) for one in devices if one.isdecimal()])


def _name(typed: str) -> str:
    return read_line(typed, most=NAME_MAX)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed[:10])
    except ValueError:
        raise Invalid("There is no such month.") from None
