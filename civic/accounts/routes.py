"""Signing in and out, the account page, another password."""

from flask import Blueprint, Response, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts import account_page, forms, queries, recovery
from civic.accounts import services as accounts
from civic.accounts.actor import me
from civic.accounts.arriving import greet, home_of, open_session
from civic.accounts.hashing import HASHING
from civic.accounts.identity import Actor, read_session_id
from civic.accounts.rules import RENAMES_EVERY, normal_password
from civic.accounts.signin import prove, verify_code, verify_recovery, verify_signin
from civic.calendar import utc_now
from civic.errors import msgid
from civic.web.context import services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, with_account
from civic.web.limits import spend_costly_write
from civic.web.requests import front_page, redirect_after_post, safe_next

blueprint = Blueprint("accounts", __name__)
_HALF_WAY, _HALF_WAY_S = "half_way", 300
"""Where the session keeps who has proven the password and still owes a code, and for how many seconds."""


@blueprint.route("/signin", methods=["GET", "POST"])
@public
def signin() -> BaseResponse:
    """Back into an account."""
    if current_user.is_authenticated:
        return redirect_after_post(already_in())
    if request.method == "GET":
        return form_page("civic/accounts/signin.html", forms.fresh(request.args))
    sent = forms.read_signin(request.form)
    if not sent.form.errors:
        with sent.form.refusals():
            spend_costly_write()
            actor = verify_signin(sent.username, sent.password, sender())
            if actor.roles and not actor.strong:
                session[_HALF_WAY] = [actor.get_id(), int(utc_now().timestamp())]
                return form_page("civic/accounts/code.html", forms.fresh(request.form))
            return welcome(actor, sent.onward)
    return form_page("civic/accounts/signin.html", sent.form)


@blueprint.post("/signin/code")
@public
def code() -> BaseResponse:
    """The second step of staff, after the password."""
    sent, actor = forms.read_code(request.form), _half_way()
    if actor is None:
        return redirect_after_post(url_for("accounts.signin", next=sent.onward or None))
    if not sent.form.errors:
        with sent.form.refusals():
            known = open_session(_proven(actor, sent))
            return redirect_after_post(sent.onward or home_of(known))
    return form_page("civic/accounts/code.html", sent.form)


def _proven(actor: Actor, sent: forms.CodeForm) -> Actor:
    """Who has shown the second factor, or a recovery code for it."""
    if not sent.recovery:
        return verify_code(actor, sent.code, sender())
    spend_costly_write()
    return verify_recovery(actor, sent.recovery, sender())


def _half_way() -> Actor | None:
    """Who has proven the password in this browser a moment ago."""
    opened, since = session.get(_HALF_WAY, ("", 0))
    if abs(utc_now().timestamp() - since) > _HALF_WAY_S:
        return None
    name = read_session_id(opened, demo=services().settings.demo)
    return queries.account_of_session(services().database, name) if name else None


@blueprint.post("/signout")
@public
def signout() -> BaseResponse:
    """Out of the account on this device; the session ends on the server too, whoever has copied its cookie."""
    if current_user.is_authenticated:
        with write_session() as writer:
            accounts.sign_out(writer, me())
    session.clear()
    return redirect_after_post(front_page())


@blueprint.post("/signout/everywhere")
@with_account
def signout_everywhere() -> BaseResponse:
    """Out of the account on every device."""
    with write_session() as writer:
        accounts.sign_out_everywhere(writer, me())
    session.clear()
    return redirect_after_post(front_page())


@blueprint.get("/me/account")
@with_account
def account() -> BaseResponse:
    """Who I am here, my password, my data."""
    return _account(SubmittedForm(), password_changed="changed" in request.args)


@blueprint.post("/me/password")
@with_account
def password() -> BaseResponse:
    """Another password; other devices are signed out."""
    sent = forms.read_password_change(request.form, me().nickname)
    if not sent.form.errors:
        with sent.form.refusals():
            spend_costly_write()
            prove(me(), sent.current, sender(), field="current_password")
            password_hash = services().get(HASHING).hash(normal_password(sent.new))
            with write_session() as writer:
                actor = accounts.set_password(writer, me(), password_hash)
                if not actor.roles:  # whoever knew the password may have made some
                    recovery.drop_set(writer, actor.account_id)
            open_session(actor)
            return redirect_after_post(url_for("accounts.account", changed=1))
    return _account(sent.form)


@blueprint.route("/me/nickname", methods=["GET", "POST"])
@with_account
def nickname() -> BaseResponse:
    """Another nickname."""
    if request.method == "GET":
        return _nickname(SubmittedForm(username=me().nickname))
    form, username, password = forms.read_rename(request.form)
    if not form.errors:
        with form.refusals():
            spend_costly_write()
            prove(me(), password, sender(), field="password")
            with write_session() as writer:
                accounts.rename(writer, me(), username, utc_now())
            return redirect_after_post(url_for("accounts.account"), msgid("Your nickname is changed."))
    return _nickname(form)


def _nickname(form: SubmittedForm) -> Response:
    return form_page("civic/accounts/nickname.html", form, days=RENAMES_EVERY.days)


def _account(form: SubmittedForm, *, password_changed: bool = False) -> Response:
    facts = account_page.facts_about(services().registry, me())
    return form_page("civic/accounts/account.html", form, facts=facts, password_changed=password_changed)


def welcome(actor: Actor, onward: str) -> BaseResponse:
    """Signs the actor in and leads on."""
    known = open_session(actor)
    return redirect_after_post(greet(known) or onward or home_of(known))


def already_in() -> str:
    """Where somebody goes who is signed in and asks to sign in or up."""
    return safe_next(request.values.get("next"), home_of(me()))


def sender() -> str:
    """The address that the request came from."""
    return request.remote_addr or ""
