"""The page of a household's devices: naming them, and confirming which were in use in a month that has passed."""

from datetime import date

from flask import Blueprint, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from civic.calendar import utc_now
from civic.errors import DomainError, NotFound, msgid
from civic.residents.queries import joined_at
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.requests import redirect_after_post
from footprint import current
from footprint.actions.catalogue import Action
from footprint.devices import queries, views
from footprint.devices import services as devices
from footprint.devices.forms import MonthForm, read_month, read_name, read_naming

blueprint = Blueprint("devices", __name__)


@blueprint.get("/devices/<kind>")
@public
def page(kind: str) -> Response:
    """What can be confirmed now, the household's devices, and naming another; a visitor reads what a month saves."""
    action = _action(kind)
    return _page(action, SubmittedForm(None, **{action.field: action.default_option}))


def _action(action_id: str) -> Action:
    action = current.catalogue().action(action_id)
    if not action.is_device:
        raise NotFound("There is no such action.")
    return action


def _page(action: Action, form: SubmittedForm, **told: object) -> Response:
    today = services().calendar.today()
    return form_page(
        "footprint/devices/page.html",
        form,
        action=views.head(action),
        answers=views.answers(current.catalogue(), action, today),
        question=views.question(action),
        **{"ticked": (), **told},
        **(_of_household(action, today) if current_user.is_resident else {"visitor": True}),
    )


def _of_household(action: Action, today: date) -> dict[str, object]:
    session = read_session()
    named = queries.of_household(session, current_user.household_id, action.id)
    joined_on = services().calendar.today(joined_at(session, current_user.resident_id))
    return {
        "months": views.months(action, named, today, joined_on),
        "devices": views.devices(action, named, today),
        "is_full": len(named) >= action.most_devices,
    }


@blueprint.post("/me/devices/<kind>/new")
@signed_in
def name_one(kind: str) -> Response:
    """A new device of the household."""
    chosen = _action(kind)
    read = read_naming(request.form, chosen)
    if not read.form.errors:
        ledger, now = current.ledger(), utc_now()
        with read.form.refusals():
            with write_session() as session:
                devices.name_one(session, ledger, current_user, chosen.id, read.option, read.name, now)
            said = msgid("Named. Its first whole month can be confirmed once it has passed.")
            return redirect_after_post(url_for("devices.page", kind=chosen.id), said)
    return _page(chosen, read.form)


@blueprint.post("/me/devices/<kind>/months")
@signed_in
def confirm(kind: str) -> Response:
    """Claims a month that has passed for the devices that were in use."""
    chosen = _action(kind)
    read = read_month(request.form, request.form.getlist("device"))
    if not read.form.errors:
        with read.form.refusals("device"):
            _confirm(chosen, read)
            said = msgid("Thank you. The month is counted.")
            return redirect_after_post(url_for("devices.page", kind=chosen.id), said)
    return _page(chosen, read.form, ticked=read.devices)


def _confirm(action: Action, read: MonthForm) -> None:
    ledger, now, resident_id = current.ledger(), utc_now(), current_user.resident_id
    with write_session() as session:
        chosen = devices.chosen(session, current_user, action.id, read.devices)
        outcomes = devices.confirm(session, ledger, resident_id, chosen, read.day, now)
        refused = [one for one in outcomes if isinstance(one, DomainError)]
        if refused:
            raise refused[0]


@blueprint.post("/me/devices/<row:id>/change")
@signed_in
def change(id: int) -> Response:
    """Gives a device another name, or says that it is used no more."""
    found = queries.device(read_session(), current_user.household_id, id)
    if found is None:
        raise NotFound()
    kind, read = found.action, read_name(request.form)
    if request.form.get("answer") == "end":
        with write_session() as session:
            devices.give_up(session, current_user, id, services().calendar.today())
        said = msgid("It is asked about no more. What it saved stays counted.")
        return redirect_after_post(url_for("devices.page", kind=kind), said)
    if not read.form.errors:
        with read.form.refusals("name"):
            with write_session() as session:
                devices.rename(session, current_user, id, read.name)
            return redirect_after_post(url_for("devices.page", kind=kind))
    again = SubmittedForm()
    again.status = read.form.status
    return _page(_action(kind), again, renaming=id, renamed=read.form)
