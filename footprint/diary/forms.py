"""The form that logs an action: its fields follow the catalogue, so it is read by hand, all problems at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from civic.errors import Invalid
from civic.language.locale import gettext
from footprint.actions.catalogue import Action
from footprint.diary import rules

Errors = dict[str, list[str]]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LogForm:
    """What was sent: the values as typed, and what they mean where they mean something.

    `errors` maps field names ("" for the whole form) to messages in the reader's language.
    """

    typed: Mapping[str, str]
    quantity_milli: int = 0
    occurred_on: date = date.min
    option: str = ""
    key: str = ""
    errors: Errors = field(default_factory=dict)


def read_log_form(sent: Mapping[str, str], action: Action, today: date, *, keyed: bool = True) -> LogForm:
    """The form as sent; `keyed` False for a preview, which writes nothing and needs no key."""
    errors: Errors = {}
    quantity = _try(errors, lambda: _quantity(sent.get("quantity", ""), action), 0)
    day = _try(errors, lambda: rules.parse_day(sent.get("occurred_on", today.isoformat())), today)
    option = _try(errors, lambda: action.option(sent.get(action.field) or None).id, "")
    key = _try(errors, lambda: rules.parse_key(sent.get("key", "")), "") if keyed else ""
    typed = {name: sent.get(name, "") for name in ("quantity", "occurred_on", "key")}
    return LogForm({**typed, "option": sent.get(action.field, "")}, quantity, day, option, key, errors)


def note(errors: Errors, problem: Invalid) -> None:
    """Puts a refusal beside its field."""
    errors.setdefault(problem.field, []).append(gettext(problem.message, **problem.values))


def unit_words(action: Action) -> tuple[str, ...]:
    """Everything that may follow the number: the unit's symbol and its name in every language."""
    return (action.unit.symbol, action.unit.id, *action.unit.name.by_language.values())


def _quantity(typed: str, action: Action) -> int:
    milli = rules.parse_quantity(typed, unit_words(action))
    action.check_quantity(milli)
    return milli


def _try(errors: Errors, read: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return read()
    except Invalid as problem:
        note(errors, problem)
        return otherwise
