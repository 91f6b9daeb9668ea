"""A way back into an account: recovery codes, and a forgotten password set anew by one."""

from flask import Blueprint, Response, session, url_for
from flask import request as asked
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts import forms, queries, recovery
from civic.accounts.actor import me
from civic.accounts.arriving import home_of, open_session
from civic.accounts.hashing import HASHING
from civic.accounts.identity import Actor
from civic.accounts.routes import already_in, sender
from civic.accounts.signin import prove, reset_by_code
from civic.calendar import utc_now
from civic.codes import spoken
from civic.errors import Forbidden, msgid
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, with_account
from civic.web.limits import spend_costly_write
from civic.web.requests import redirect_after_post

blueprint = Blueprint("recovery", __name__)
OFFERED = "way_back"
"""Where the session of a newcomer keeps that codes were offered, and neither taken nor declined."""
CHANGED = msgid("The password is changed. Other devices are signed out.")


@blueprint.route("/me/way-back", methods=["GET", "POST"])
@with_account
def page() -> BaseResponse:
    """One's own recovery codes: how many are left, and a new set, which is shown this once."""
    if asked.method == "GET":
        return _page(SubmittedForm())
    form, password = forms.read_own_password(asked.form)
    with form.refusals():
        if not form.errors:
            return shown_once(_new_set(password), _EACH, url_for("accounts.account"))
    return _page(form)


_EACH = msgid(
    "Print this page, write the codes down or take a picture, and keep them where you keep your papers. Each sets "
    "a forgotten password anew, once."
)


def _page(form: SubmittedForm) -> Response:
    left = recovery.left(read_session(), me().account_id)
    return form_page("civic/accounts/way_back.html", form, left=left, is_offered=OFFERED in session)


def _new_set(password: str) -> list[str]:
    spend_costly_write()
    prove(me(), password, sender(), field="password")
    codes, hashing = recovery.new_set(recovery.RESIDENTS_SET_SIZE), services().get(HASHING)
    hashes = [hashing.hash(code) for code in codes]
    with write_session() as writer:
        if queries.has_role(writer, me().account_id):
            raise Forbidden("Your account has a role here: its recovery codes come with the second factor.")
        recovery.keep_set(writer, me(), hashes, utc_now())
        for tell in services().registry.all(recovery.AFTER_NEW_CODES):
            tell(writer, me(), utc_now())
    session.pop(OFFERED, None)
    return codes


def shown_once(codes: list[str], lead: str, onward: str) -> Response:
    """The page of new codes: nothing keeps it."""
    shown = [spoken(code) for code in codes]
    response = form_page("civic/accounts/codes.html", SubmittedForm(), codes=shown, lead=lead, onward=onward)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/me/way-back/later")
@with_account
def later() -> BaseResponse:
    """Not now: nobody is asked again in this browser."""
    session.pop(OFFERED, None)
    return redirect_after_post(home_of(me()))


@blueprint.route("/signin/recover", methods=["GET", "POST"])
@public
def by_code() -> BaseResponse:
    """A forgotten password set anew by a recovery code."""
    if current_user.is_authenticated:
        return redirect_after_post(already_in())
    if asked.method == "GET":
        return form_page("civic/accounts/recover.html", SubmittedForm(None, username=asked.args.get("username", "")))
    sent = forms.read_reset(asked.form)
    with sent.form.refusals():
        if not sent.form.errors:
            spend_costly_write()
            return come_back(reset_by_code(sent.username, sent.code, sent.new, sender()))
    return form_page("civic/accounts/recover.html", sent.form)


def come_back(actor: Actor) -> BaseResponse:
    """Signed in again, with the new password."""
    return redirect_after_post(home_of(open_session(actor)), CHANGED)
