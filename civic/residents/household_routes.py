"""The household page: who shares a home, the code that lets others move in, moving in and out."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from civic.calendar import utc_now
from civic.codes import read_code, spoken
from civic.documents.printing import qr_svg
from civic.residents import households
from civic.residents import services as residents
from civic.residents.identity import Actor
from civic.residents.rules import ACCOUNT
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post

blueprint = Blueprint("households", __name__)


def _me() -> Actor:
    actor: Actor = current_user._get_current_object()
    return actor


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
    me, session = _me(), read_session()
    code = households.code_of(session, me.household_id)
    return form_page(
        "civic/residents/household.html",
        form,
        members=households.members(session, me.household_id),
        me_id=me.id,
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
        if home.id == _me().household_id:
            return redirect_after_post(url_for("households.page"))
        return _asked(form, home, read_code(typed))
    return _page(form)


def _asked(form: SubmittedForm, home: households.Home, code: str) -> BaseResponse:
    return form_page(
        "civic/residents/household.html",
        form,
        members=households.members(read_session(), _me().household_id),
        me_id=_me().id,
        asked={"members": home.members, "code": code},
    )


@blueprint.post("/me/household")
@signed_in
def move_in() -> BaseResponse:
    """Into the household with the code."""
    form = SubmittedForm(request.form)
    typed = form.read("code", str, "")
    with form.refusals("code"):
        _spend_try()
        with write_session() as writer:
            households.move_in(writer, services().registry, _me(), typed, utc_now())
        _forgive_try()
        return redirect_after_post(url_for("households.page"))
    return _page(form)


@blueprint.post("/me/household/leave")
@signed_in
def move_out() -> BaseResponse:
    """Into a household of one's own."""
    with write_session() as writer:
        households.move_out(writer, services().registry, _me(), utc_now())
    return redirect_after_post(url_for("households.page"))


@blueprint.post("/me/household/code")
@signed_in
def open_door() -> BaseResponse:
    """Makes a new code."""
    with write_session() as writer:
        households.open_door(writer, _me())
    return redirect_after_post(url_for("households.page") + "#door")


@blueprint.post("/me/household/code/stop")
@signed_in
def close_door() -> BaseResponse:
    """Nobody can move in for now."""
    with write_session() as writer:
        households.close_door(writer, _me())
    return redirect_after_post(url_for("households.page") + "#door")


@blueprint.get("/me/household/code.svg")
@signed_in
def code_picture() -> Response:
    """The QR code of the household's link; of the page itself while there is no code."""
    code = households.code_of(read_session(), _me().household_id)
    link = _link(code) if code else url_for("households.page", _external=True)
    return Response(qr_svg(link), mimetype="image/svg+xml")


def _bucket() -> str:
    return f"household code:{_me().id}"


def _spend_try() -> None:
    with write_session() as writer:
        residents.count_try(writer, {_bucket(): ACCOUNT}, utc_now())


def _forgive_try() -> None:
    with write_session() as writer:
        residents.forget_tries(writer, _bucket())
