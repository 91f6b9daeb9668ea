"""Signing up, in and out; the account; taking one's data away; erasing oneself."""

import json
from contextlib import suppress

from flask import Blueprint, Response, request, session, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response as BaseResponse

from civic.calendar import utc_now
from civic.city.text import NO_TEXT
from civic.errors import DomainError
from civic.language import locale
from civic.residents import forms, personal_data, queries
from civic.residents import services as residents
from civic.residents.forms import SignupForm
from civic.residents.hashing import hash_password
from civic.residents.identity import Actor, SessionName
from civic.residents.rules import normal_password, username_key
from civic.residents.signin import account_bucket, prove, verify_code, verify_signin
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.limits import spend_costly_read, spend_costly_write
from civic.web.requests import front_page, redirect_after_post, safe_next
from civic.web.templating import in_language

blueprint = Blueprint("residents", __name__)
_HALF_WAY, _HALF_WAY_S = "half_way", 300
"""Where the session keeps who has proven the password and still owes a code, and for how many seconds."""


@blueprint.route("/signup", methods=["GET", "POST"])
@public
def signup() -> BaseResponse:
    """A new account; what was tried before becomes its first entry."""
    if current_user.is_authenticated:
        return redirect_after_post(_already_in())
    if request.method == "GET":
        return _signup_page(forms.fresh(request.args))
    sent = forms.read_signup(request.form, services().city)
    if not sent.form.errors:
        with sent.form.refusals():
            return _welcome(_join(sent), sent.onward)
    return _signup_page(sent.form)


def _signup_page(form: SubmittedForm) -> Response:
    districts, parts = forms.places(services().city, locale.current().code)
    return form_page("civic/residents/signup.html", form, districts=districts, parts=parts)


def _welcome(actor: Actor, onward: str) -> BaseResponse:
    """Signs the actor in and leads on."""
    _open_session(actor)
    return redirect_after_post(_greet(actor) or onward or front_page())


def _already_in() -> str:
    """Where somebody goes who is signed in and asks to sign in."""
    return safe_next(request.values.get("next"), front_page())


def _join(sent: SignupForm) -> Actor:
    spend_costly_write()
    password_hash = hash_password(normal_password(sent.password))
    with write_session() as writer:
        return residents.sign_up(
            writer,
            services().city,
            username=sent.username,
            password_hash=password_hash,
            district_id=sent.district_id,
            subdistrict_id=sent.subdistrict_id or None,
            now=utc_now(),
        )


def _greet(actor: Actor) -> str | None:
    """Tells upper packages who has come; where the first of them wants to go."""
    wishes = []
    for greet in services().registry.all(personal_data.AFTER_ARRIVAL):
        with suppress(DomainError):
            wishes.append(greet(actor))
    return next((wish for wish in wishes if wish), None)


@blueprint.route("/signin", methods=["GET", "POST"])
@public
def signin() -> BaseResponse:
    """Back into an account."""
    if current_user.is_authenticated:
        return redirect_after_post(_already_in())
    if request.method == "GET":
        return form_page("civic/residents/signin.html", forms.fresh(request.args))
    sent = forms.read_signin(request.form)
    if not sent.form.errors:
        with sent.form.refusals():
            spend_costly_write()
            actor = verify_signin(sent.username, sent.password, _address())
            if actor.roles and not actor.strong:
                session[_HALF_WAY] = [actor.id, actor.epoch, int(utc_now().timestamp())]
                return form_page("civic/residents/code.html", forms.fresh(request.form))
            return _welcome(actor, sent.onward)
    return form_page("civic/residents/signin.html", sent.form)


@blueprint.post("/signin/code")
@public
def code() -> BaseResponse:
    """The second step of staff, after the password."""
    sent, actor = forms.read_code(request.form), _half_way()
    if actor is None:
        return redirect_after_post(url_for("residents.signin", next=sent.onward or None))
    if not sent.form.errors:
        with sent.form.refusals():
            _open_session(verify_code(actor, sent.code, _address()))
            return redirect_after_post(sent.onward or front_page())
    return form_page("civic/residents/code.html", sent.form)


def _half_way() -> Actor | None:
    """Who has proven the password in this browser a moment ago."""
    resident_id, epoch, since = session.get(_HALF_WAY, (0, 0, 0))
    if utc_now().timestamp() - since > _HALF_WAY_S:
        return None
    statement = services().get(queries.ACTOR_STATEMENT)
    return queries.actor_of_session(services().database, statement, SessionName(resident_id, epoch))


@blueprint.post("/signout")
@public
def signout() -> BaseResponse:
    """Out of the account on this device."""
    session.clear()
    return redirect_after_post(front_page())


@blueprint.post("/signout/everywhere")
@signed_in
def signout_everywhere() -> BaseResponse:
    """Out of the account on every device."""
    with write_session() as writer:
        residents.sign_out_everywhere(writer, _me())
    session.clear()
    return redirect_after_post(front_page())


@blueprint.get("/me/account")
@signed_in
def account() -> BaseResponse:
    """Who I am here, my password, my data."""
    return _account(SubmittedForm(), password_changed="changed" in request.args)


@blueprint.post("/me/password")
@signed_in
def password() -> BaseResponse:
    """Another password; other devices are signed out."""
    sent = forms.read_password_change(request.form, _me().nickname)
    if not sent.form.errors:
        with sent.form.refusals():
            spend_costly_write()
            prove(_me(), sent.current, _address(), field="current_password")
            password_hash = hash_password(normal_password(sent.new))
            with write_session() as writer:
                actor = residents.set_password(writer, _me(), password_hash)
            _open_session(actor)
            return redirect_after_post(url_for("residents.account", changed=1))
    return _account(sent.form)


def _account(form: SubmittedForm, *, password_changed: bool = False) -> Response:
    me, house = _me(), services()
    district = house.city.district_by_id.get(me.district_id)  # None once the pack has dropped it
    parts = {part.id: part.name for part in district.subdistricts} if district else {}
    resident = {
        "nickname": me.nickname,
        "district": in_language(district.name if district else NO_TEXT),
        "subdistrict": in_language(parts.get(me.subdistrict_id or "", NO_TEXT)),
        "joined_on": house.calendar.today(queries.joined_at(read_session(), me.id)),
    }
    return form_page("civic/residents/account.html", form, resident=resident, password_changed=password_changed)


@blueprint.get("/me/download")
@signed_in
def download() -> Response:
    """Everything stored about me, as one JSON file."""
    spend_costly_read()
    now = utc_now()
    bucket = account_bucket(username_key(_me().nickname) or "")
    stored = {
        "city": services().city.id,
        "exported_at": now.isoformat(),
        **queries.everything(read_session(), _me().id, bucket),
        **personal_data.export(read_session(), services().registry, _me().id),
    }
    response = Response(json.dumps(stored, ensure_ascii=False, indent=1), mimetype="application/json")
    day = services().calendar.today(now).isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{day}.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/me/erase", methods=["GET", "POST"])
@signed_in
def erase() -> BaseResponse:
    """Erasing oneself: what goes, what stays, and the password as the confirmation."""
    if request.method == "GET":
        return form_page("civic/residents/erase.html", SubmittedForm())
    form, password = forms.read_erasure(request.form)
    if not form.errors:
        with form.refusals():
            spend_costly_write()
            prove(_me(), password, _address(), field="password")
            with write_session() as writer:
                residents.erase(writer, services().registry, _me(), utc_now())
            session.clear()
            return redirect_after_post(front_page())
    return form_page("civic/residents/erase.html", form)


def _open_session(actor: Actor) -> None:
    """Signs the actor in, in a new session: nothing of the visitor's outlives it but what packages asked for."""
    names = services().registry.all(personal_data.OUTLIVES_SIGNIN)
    kept = {name: session[name] for name in names if name in session}
    session.clear()
    session.update(kept)
    login_user(actor)
    for needless in ("_id", "_fresh"):  # a fingerprint of address and browser that nobody reads
        session.pop(needless, None)
    session.permanent = True


def _me() -> Actor:
    actor: Actor = current_user._get_current_object()
    return actor


def _address() -> str:
    return request.remote_addr or ""
