"""Who works here, for administrators; and the second factor, for everybody's own account."""

from flask import Blueprint, Response, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts import recovery
from civic.accounts.actor import me
from civic.accounts.hashing import HASHING
from civic.accounts.permissions import may_administer
from civic.accounts.recovery_routes import shown_once
from civic.accounts.routes import sender
from civic.accounts.signin import prove
from civic.accounts.totp import new_serial
from civic.calendar import utc_now
from civic.errors import msgid
from civic.roles import forms, queries, services, views
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed, with_account
from civic.web.limits import spend_costly_write
from civic.web.requests import redirect_after_post

blueprint = Blueprint("roles", __name__)
_ENROLLING = "enrolling"
"""Where the session keeps the serial of a second factor that was not confirmed yet. Without the server's key it says
nothing of the secret."""


@blueprint.route("/city/staff", methods=["GET", "POST"])
@allowed(may_administer)
def staff() -> BaseResponse:
    """Who has which role, and granting one."""
    if request.method == "GET":
        return _staff(SubmittedForm())
    sent = forms.read_grant(request.form)
    with sent.form.refusals():
        if not sent.form.errors:
            demo = app_services().settings.demo
            with write_session() as writer:
                services.grant(writer, me(), sent.username, sent.role, demo=demo, now=utc_now())
            return redirect_after_post(url_for("roles.staff"), msgid("Saved."))
    return _staff(sent.form)


@blueprint.post("/city/staff/withdraw")
@allowed(may_administer)
def withdraw() -> BaseResponse:
    """Takes a role back."""
    form, account, role = forms.read_withdrawal(request.form)
    with form.refusals(""):
        if not form.errors:
            with write_session() as writer:
                services.withdraw(writer, me(), account, role, utc_now())
            return redirect_after_post(url_for("roles.staff"), msgid("Saved."))
    return _staff(form)


def _staff(form: SubmittedForm) -> Response:
    found, left = queries.grants(read_session()), queries.codes_left(read_session())
    return form_page("civic/roles/staff.html", form, people=views.people(found, left), roles=views.roles())


@blueprint.route("/me/second-factor", methods=["GET", "POST"])
@with_account
def factor() -> BaseResponse:
    """Setting up one's own second factor, or another one for a new phone."""
    serial = int(session.setdefault(_ENROLLING, new_serial()))
    if request.method == "GET":
        return _factor(SubmittedForm(), serial)
    sent = forms.read_factor(request.form)
    with sent.form.refusals():
        if not sent.form.errors:
            codes = _set_up(sent, serial)
            del session[_ENROLLING]
            return _codes(codes)
    return _factor(sent.form, serial)


def _set_up(sent: forms.FactorForm, serial: int) -> list[str]:
    """The recovery codes of the new second factor."""
    spend_costly_write()
    prove(me(), sent.password, sender(), field="password")
    codes, key = recovery.new_set(), app_services().settings.secret_key
    hashes = _hashed(codes)
    with write_session() as writer:
        services.set_up_factor(writer, me(), key, serial, sent.code, hashes, utc_now())
    return codes


@blueprint.post("/me/recovery-codes")
@with_account
def codes() -> BaseResponse:
    """A new set of recovery codes."""
    form, password = forms.read_password(request.form)
    with form.refusals():
        if not form.errors:
            spend_costly_write()
            prove(me(), password, sender(), field="password")
            fresh = recovery.new_set()
            hashes = _hashed(fresh)
            with write_session() as writer:
                services.renew_codes(writer, me(), hashes, utc_now())
            return _codes(fresh)
    return _factor(form, int(session.setdefault(_ENROLLING, new_serial())))


def _hashed(codes: list[str]) -> list[str]:
    hashing = app_services().get(HASHING)
    return [hashing.hash(code) for code in codes]


def _factor(form: SubmittedForm, serial: int) -> Response:
    """With the secret of a factor: nothing keeps the page."""
    response = form_page(
        "civic/roles/factor.html",
        form,
        has_factor=queries.has_factor(read_session(), me().account_id),
        codes_left=recovery.left(read_session(), me().account_id),
        enrolment=views.enrolment(me(), serial),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _codes(codes: list[str]) -> Response:
    return shown_once(codes, _EACH, url_for("roles.factor"))


_EACH = msgid(
    "Print them or write them down, and keep them where you keep your papers. Each signs you in once, in place of "
    "a code from the app."
)
