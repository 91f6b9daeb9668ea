"""The form that logs an action: its fields follow the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civic.errors import Invalid
from civic.numbers import read_quantity
from civic.web.forms import SubmittedForm, read_key
from footprint.actions.catalogue import Action
from footprint.diary import rules


@dataclass(frozen=True, slots=True)
class LogForm:
    """An entry as sent and as understood."""

    form: SubmittedForm
    quantity_milli: int
    occurred_on: date
    option: str
    key: str


def read_log_form(sent: Mapping[str, str], action: Action, today: date, *, keyed: bool = True) -> LogForm:
    """The form as sent, without a day of today; `keyed` False for a preview, which writes nothing and needs no key."""
    form = SubmittedForm({"occurred_on": today.isoformat(), **sent})
    read = LogForm(
        form,
        quantity_milli=form.read("quantity", lambda typed: read_amount(typed, action), 0),
        occurred_on=form.read("occurred_on", rules.parse_day, today),
        option=form.read(action.field, lambda typed: read_answer(typed, action), ""),
        key=form.read("key", read_key, "") if keyed else "",
    )
    form.values[action.field] = read.option
    return read


def read_answer(typed: str, action: Action) -> str:
    """The answer to the action's question; what is left open is the default, unless the answer decides.

    Raises:
        Invalid: no answer of the question, or none where it decides whether anything counts.
    """
    if not typed and action.question and action.question.decides:
        raise Invalid("Please choose one of the answers.", field=action.field)
    return action.option(typed or None).id


def read_amount(typed: str, action: Action) -> int:
    """How much of an action, in thousandths of its unit.

    Raises:
        Invalid: no number, or a quantity that no person means.
    """
    milli = read_quantity(typed, unit_words(action))
    action.check_quantity(milli)
    return milli


def unit_words(action: Action) -> tuple[str, ...]:
    """Everything that may follow the number: the unit's symbol and its name in every language."""
    return (action.unit.symbol, action.unit.id, *action.unit.name.by_language.values())
