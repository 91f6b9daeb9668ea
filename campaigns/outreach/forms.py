"""What an organizer types from paper, and the name on a certificate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.outreach import rules
from campaigns.outreach.rules import WrittenLine
from civic.documents.typefaces import check_printable
from civic.errors import Invalid
from civic.numbers import MILLI, read_quantity
from civic.web.forms import SubmittedForm, read_day, read_key, read_line, read_name
from footprint.actions.catalogue import Action
from footprint.current import catalogue


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A paper list as sent and as understood."""

    form: SubmittedForm
    action: Action | None
    lines: Sequence[WrittenLine]
    day: date
    key: str
    is_confirmed: bool
    """Whether the lines were seen as they would be read."""


@dataclass(frozen=True, slots=True)
class CrowdForm:
    """A counted crowd as sent and as understood."""

    form: SubmittedForm
    people: int
    day: date
    note: str
    key: str


def actions_on_paper(actions: Iterable[str]) -> list[str]:
    """The actions of a campaign that can be entered from paper: those that an organizer may confirm, but for devices,
    which households name themselves."""
    known = [catalogue().actions[one] for one in actions if one in catalogue().actions]
    return [one.id for one in known if "organizer" in one.evidence and not one.is_device]


def read_holder(typed: str) -> str:
    """The name on a certificate; it may be missing.

    Raises:
        Invalid: it deceives, or cannot be printed.
    """
    name = read_name(typed, most=rules.NAME_MAX, required=False)
    check_printable(name)
    return name


def read_sheet(sent: Mapping[str, str], actions: Sequence[str]) -> SheetForm:
    """The paper list; problems stand beside their fields."""
    form = SubmittedForm(sent)
    action = form.read("action", lambda typed: _action(typed, actions), None)
    none: list[WrittenLine] = []
    return SheetForm(
        form,
        action,
        form.read("lines", lambda typed: _lines(typed, action), none),
        form.read("occurred_on", read_day, date.min),
        form.read("key", read_key, ""),
        sent.get("step") == "enter",
    )


def _lines(typed: str, action: Action | None) -> list[WrittenLine]:
    if action is None:
        return []
    known = action
    words = tuple(known.unit.name.by_language.values())

    def read_amount(text: str) -> int:
        milli = read_quantity(text, words)
        known.check_quantity(milli)
        rules.check_amount(milli, known)
        return milli

    return rules.read_lines(typed, read_amount)


def _action(typed: str, actions: Sequence[str]) -> Action:
    if typed not in actions:
        raise Invalid("Please choose one of these.")
    return catalogue().action(typed)


def read_crowd(sent: Mapping[str, str]) -> CrowdForm:
    """The crowd; problems stand beside their fields."""
    form = SubmittedForm(sent)
    return CrowdForm(
        form,
        form.read("people", _people, 0),
        form.read("occurred_on", read_day, date.min),
        form.read("note", lambda typed: read_line(typed, most=rules.NOTE_MAX, required=False), ""),
        form.read("key", read_key, ""),
    )


def _people(typed: str) -> int:
    number, rest = divmod(read_quantity(typed), MILLI)
    if rest or number > rules.CROWD_MAX:
        raise Invalid("Please give a whole number up to %(most)s.", most=rules.CROWD_MAX)
    return number
