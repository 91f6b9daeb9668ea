"""Signing up as a resident; taking one's data away; erasing oneself."""

import json
from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts.account_page import Fact
from civic.accounts.forms import fresh
from civic.accounts.hashing import HASHING
from civic.accounts.identity import Actor
from civic.accounts.recovery_routes import OFFERED
from civic.accounts.routes import already_in, sender, welcome
from civic.accounts.rules import normal_password, username_key
from civic.accounts.signin import account_bucket, prove
from civic.calendar import utc_now
from civic.city.text import NO_TEXT
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.residents import erased, forms, personal_data, queries
from civic.residents import services as residents
from civic.residents.actor import me
from civic.residents.forms import SignupForm
from civic.residents.identity import ResidentActor
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.limits import spend_costly_read, spend_costly_write
from civic.web.requests import front_page, redirect_after_post
from civic.web.templating import in_language

blueprint = Blueprint("residents", __name__)


def facts_of_resident(actor: Actor) -> Sequence[Fact]:
    """Where a resident lives, and since when."""
    if not isinstance(actor, ResidentActor):
        return ()
    app_services = services()
    district = app_services.city.district_by_id.get(actor.district_id)  # None once the pack has dropped it
    parts = {part.id: part.name for part in district.subdistricts} if district else {}
    names = (district.name if district else NO_TEXT, parts.get(actor.subdistrict_id or "", NO_TEXT))
    joined_on = app_services.calendar.today(queries.joined_at(read_session(), actor.resident_id))
    return (
        (gettext("District"), " · ".join(filter(None, map(in_language, names)))),
        (gettext("Member since"), locale.day(joined_on)),
    )


@blueprint.route("/signup", methods=["GET", "POST"])
@public
def signup() -> BaseResponse:
    """A new account; what was tried before becomes its first entry."""
    if current_user.is_authenticated:
        return redirect_after_post(already_in())
    if request.method == "GET":
        return _signup_page(fresh(request.args))
    sent = forms.read_signup(request.form, services().city)
    if not sent.form.errors:
        with sent.form.refusals():
            response = welcome(_join(sent), sent.onward)
            session.update(notice=_WELCOME, onward=url_for("recovery.page"))
            session[OFFERED] = 1
            return response
    return _signup_page(sent.form)


_WELCOME = msgid("Welcome! One thing more, for the day the password is forgotten: keep your recovery codes.")


def _signup_page(form: SubmittedForm) -> Response:
    districts, parts = forms.places(services().city, locale.current().code)
    return form_page("civic/residents/signup.html", form, districts=districts, parts=parts)


def _join(sent: SignupForm) -> ResidentActor:
    spend_costly_write()
    password_hash = services().get(HASHING).hash(normal_password(sent.password))
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


@blueprint.get("/me/download")
@signed_in
def download() -> Response:
    """Everything stored about me, as one JSON file."""
    stored = _stored()
    return _to_keep(json.dumps(stored, ensure_ascii=False, indent=1), "json", "application/json")


@blueprint.get("/me/download.html")
@signed_in
def readable() -> Response:
    """The same as a page that people read; a browser keeps it as it is."""
    page = render_template("civic/residents/everything.html", stored=_stored())
    return _to_keep(page, "html", "text/html")


def _stored() -> dict[str, object]:
    spend_costly_read()
    bucket = account_bucket(username_key(me().nickname) or "")
    return {
        "city": services().city.id,
        "exported_at": utc_now().isoformat(),
        **queries.everything(read_session(), me(), bucket),
        **personal_data.export(read_session(), services().registry, me().resident_id),
    }


def _to_keep(content: str, kind: str, mimetype: str) -> Response:
    """A file for the reader alone."""
    response = Response(content, mimetype=mimetype)
    day = services().calendar.today().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{day}.{kind}"'
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
            prove(me(), password, sender(), field="password")
            actor, now = me(), utc_now()
            with write_session() as writer:
                residents.erase(writer, services().registry, actor, now)
            erased.note(services().settings.instance_dir, {actor.resident_id: now})
            session.clear()
            return redirect_after_post(front_page())
    return form_page("civic/residents/erase.html", form)
