"""The two forms of a pledge: making one, and answering for a week or month."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.pledges.services import most_milli
from civic.errors import Invalid
from civic.numbers import MILLI, read_quantity
from civic.web.forms import SubmittedForm, read_tick
from footprint.actions.catalogue import Action


@dataclass(frozen=True, slots=True)
class PledgeForm:
    """What a household promises, as sent and as understood."""

    form: SubmittedForm
    option: str
    quantity_milli: int
    other_things: bool


def fresh(action: Action) -> PledgeForm:
    """An empty form with the action's own defaults; nobody's bag is guessed."""
    milli = min(action.amount.default_milli, most_milli(action))
    start = {"quantity": str(milli // 1000), "option": action.default_option}
    return PledgeForm(SubmittedForm(None, **start), action.default_option, milli, False)


def read_pledge(sent: Mapping[str, str], action: Action) -> PledgeForm:
    """The form as sent; problems stand in `form.errors`."""
    form = SubmittedForm(sent)
    option = form.read("option", lambda typed: _option(action, typed), "")
    quantity = form.read("quantity", lambda typed: _quantity(typed, action), 0)
    return PledgeForm(form, option, quantity, form.read("other_things", read_tick, False))


def read_said(sent: Mapping[str, str], action: Action) -> tuple[SubmittedForm, str, int]:
    """The period that is answered for, and what the household said it did, in thousandths; 0 for "not this time"."""
    form = SubmittedForm(sent)
    period = form.read("period", lambda typed: typed[:40], "")
    if sent.get("answer") == "no":
        return form, period, 0
    return form, period, form.read("quantity", lambda typed: _quantity(typed, action), 0)


def _quantity(typed: str, action: Action) -> int:
    milli = read_quantity(typed, action.unit.name.by_language.values())
    action.check_quantity(milli)
    if milli % MILLI:
        raise Invalid("Please give a whole number.", field="quantity")
    return milli


def _option(action: Action, typed: str) -> str:
    if len(action.options) > 1 and not typed:
        raise Invalid("Please choose one of the answers.")
    return action.option(typed or None).id
