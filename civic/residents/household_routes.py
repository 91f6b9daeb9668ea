"""The household page: who shares a home, the code that lets others move in, moving in and out."""

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts import services as accounts
from civic.accounts.rules import ACCOUNT
from civic.calendar import utc_now
from civic.codes import read_code, spoken
from civic.documents.printing import qr_svg
from civic.residents import households
from civic.residents.actor import me
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post

blueprint = Blueprint("households", __name__)


@blueprint.get("/me/household")
@signed_in
def page() -> BaseResponse:
    """Who shares my home; a code in the address asks whether to move in there."""
    form = SubmittedForm(request.args)
    typed = form.read("code", str, "").strip()
    if typed:
        return _ask(form, typed)
    return _page(SubmittedForm())


def _page(form: SubmittedForm) -> BaseResponse:
    actor, session = me(), read_session()
    code = households.code_of(session, actor.household_id)
    return form_page(
        "civic/residents/household.html",
        form,
        members=households.members(session, actor.household_id),
        me_id=actor.resident_id,
        code=spoken(code) if code else None,
        new_link=_link(code) if code else None,
        asked=None,
    )


def _link(code: str) -> str:
    return url_for("households.page", code=code, _external=True)


def _ask(form: SubmittedForm, typed: str) -> BaseResponse:
    """Shows whose household the code opens. Each try counts, so that nobody can try codes out."""
    with form.refusals("code"):
        _spend_try()
        home = households.with_code(read_session(), typed)
        _forgive_try()
        if home.id == me().household_id:
            return redirect_after_post(url_for("households.page"))
        return _asked(form, home, read_code(typed))
    return _page(form)


def _asked(form: SubmittedForm, home: households.Home, code: str) -> BaseResponse:
    return form_page(
        "civic/residents/household.html",
        form,
        members=households.members(read_session(), me().household_id),
        me_id=me().resident_id,
        asked={"members": home.members, "code": code},
    )


@blueprint.post("/me/household")
@signed_in
def move_in() -> BaseResponse:
    """The resident joins the household that the code names."""
    form = SubmittedForm(request.form)
    typed = form.read("code", str, "")
    with form.refusals("code"):
        _spend_try()
        with write_session() as writer:
            households.move_in(writer, services().registry, me(), typed, utc_now())
        _forgive_try()
        return redirect_after_post(url_for("households.page"))
    return _page(form)


@blueprint.post("/me/household/leave")
@signed_in
def move_out() -> BaseResponse:
    """The resident leaves for a household of one."""
    with write_session() as writer:
        households.move_out(writer, services().registry, me(), utc_now())
    return redirect_after_post(url_for("households.page"))


@blueprint.post("/me/household/code")
@signed_in
def open_door() -> BaseResponse:
    """Makes a new code."""
    with write_session() as writer:
        households.open_door(writer, me())
    return redirect_after_post(url_for("households.page") + "#door")


@blueprint.post("/me/household/code/stop")
@signed_in
def close_door() -> BaseResponse:
    """Withdraws the code, so that nobody can move in."""
    with write_session() as writer:
        households.close_door(writer, me())
    return redirect_after_post(url_for("households.page") + "#door")


@blueprint.get("/me/household/code.svg")
@signed_in
def code_picture() -> Response:
    """The QR code of the household's link; of the page itself while there is no code."""
    code = households.code_of(read_session(), me().household_id)
    link = _link(code) if code else url_for("households.page", _external=True)
    return Response(qr_svg(link), mimetype="image/svg+xml")


def _bucket() -> str:
    return f"household code:{me().resident_id}"


def _spend_try() -> None:
    with write_session() as writer:
        accounts.count_try(writer, {_bucket(): ACCOUNT}, utc_now())


def _forgive_try() -> None:
    with write_session() as writer:
        accounts.forget_tries(writer, _bucket())
