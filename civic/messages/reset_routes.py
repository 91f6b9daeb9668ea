"""A forgotten password set anew by a mail: asking for the link, and where it leads."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts import forms
from civic.accounts.hashing import HASHING
from civic.accounts.queries import Credentials
from civic.accounts.recovery_routes import come_back
from civic.accounts.routes import sender
from civic.accounts.signin import count_asking, set_anew
from civic.calendar import utc_now
from civic.errors import msgid
from civic.messages import resetting
from civic.messages.links import read_reset_token
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public
from civic.web.limits import spend_costly_write
from civic.web.requests import redirect_after_post

blueprint = Blueprint("resetting", __name__)
_ASKED = msgid(
    "If this nickname has confirmed an e-mail address, a mail is on its way there. Its link works for half an hour."
)


@blueprint.route("/signin/by-mail", methods=["GET", "POST"])
@public
def forgotten() -> BaseResponse:
    """Has the link sent to whoever confirmed an address; the answer is the same for everybody."""
    if request.method == "GET":
        return _forgotten(SubmittedForm())
    form, username = forms.read_nickname(request.form)
    with form.refusals():
        if not form.errors:
            count_asking(username, sender())
            with write_session() as writer:
                resetting.ask(writer, username, utc_now(), demo=services().settings.demo)
            return redirect_after_post(url_for("resetting.forgotten"), _ASKED)
    return _forgotten(form)


def _forgotten(form: SubmittedForm) -> Response:
    return form_page("civic/messages/forgotten.html", form, is_sent=services().settings.mail_url is not None)


@blueprint.route("/signin/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> BaseResponse:
    """Where the link leads: choosing a new password. A GET changes nothing, mail programs open links."""
    found = _meant(token)
    if found is None:
        return make_response(render_template("civic/messages/reset_old.html"), 410)
    form = SubmittedForm(request.form)
    if request.method == "POST":
        new = forms.read_new_password(form, found.actor.nickname)
        with form.refusals():
            if not form.errors:
                spend_costly_write()
                password_hash = services().get(HASHING).hash(new)
                with write_session() as writer:
                    actor = set_anew(writer, found, password_hash)
                return come_back(actor)
    return form_page("civic/messages/reset.html", form, token=token, nickname=found.actor.nickname)


def _meant(token: str) -> Credentials | None:
    read = read_reset_token(services().settings.secret_key, token)
    return resetting.meant(read_session(), *read, demo=services().settings.demo) if read else None
