"""What an organizer types from paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.outreach import rules
from campaigns.outreach.rules import Line
from civic.errors import Invalid
from civic.web.forms import SubmittedForm, read_day, read_line
from footprint.actions.catalogue import Action
from footprint.current import catalogue
from footprint.diary.rules import parse_key, parse_quantity


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A paper list as sent and as understood."""

    sent: SubmittedForm
    action: Action | None
    lines: Sequence[Line]
    day: date
    key: str


@dataclass(frozen=True, slots=True)
class CrowdForm:
    """A counted crowd as sent and as understood."""

    sent: SubmittedForm
    people: int
    day: date
    note: str
    key: str


def actions_on_paper(actions: Iterable[str]) -> list[str]:
    """The actions of a campaign that can be entered from paper: those that an organizer may confirm."""
    known = catalogue().actions
    return [one for one in actions if one in known and "organizer" in known[one].evidence]


def read_sheet(form: Mapping[str, str], actions: Sequence[str]) -> SheetForm:
    """The paper list; problems stand beside their fields."""
    sent = SubmittedForm(form)
    action = sent.take("action", lambda typed: _action(typed, actions), None)
    none: list[Line] = []
    return SheetForm(
        sent,
        action,
        sent.take("lines", lambda typed: _lines(typed, action), none),
        sent.take("occurred_on", read_day, date.min),
        sent.take("key", parse_key, ""),
    )


def _lines(typed: str, action: Action | None) -> list[Line]:
    if action is None:
        return []
    known = action
    words = tuple(known.unit.name.by_language.values())

    def read_quantity(text: str) -> int:
        milli = parse_quantity(text, words)
        known.check_quantity(milli)
        return milli

    return rules.read_lines(typed, known.amount.default_milli, read_quantity)


def _action(typed: str, actions: Sequence[str]) -> Action:
    if typed not in actions:
        raise Invalid("Please choose one of these.")
    return catalogue().action(typed)


def read_crowd(form: Mapping[str, str]) -> CrowdForm:
    """The crowd; problems stand beside their fields."""
    sent = SubmittedForm(form)
    return CrowdForm(
        sent,
        sent.take("people", _people, 0),
        sent.take("occurred_on", read_day, date.min),
        sent.take("note", lambda typed: read_line(typed, most=rules.NOTE_MAX, required=False), ""),
        sent.take("key", parse_key, ""),
    )


def _people(typed: str) -> int:
    milli = parse_quantity(typed)
    if milli % 1000 or milli > rules.CROWD_MAX * 1000:
        raise Invalid("Please give a whole number up to %(most)s.", most=rules.CROWD_MAX)
    return milli // 1000
