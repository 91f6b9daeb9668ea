"""What a resident says about an entry that is being looked at, and from where residents sign in."""

import hashlib
import hmac
import secrets

from flask import Blueprint, after_this_request, request, url_for
from werkzeug.wrappers import Response

from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.residents.actor import me
from civic.web.addresses import network
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page, read_words
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from footprint.integrity import queries, views
from footprint.integrity import services as flags
from footprint.integrity.decisions import ANSWER_MAX, MARK_DAYS

blueprint = Blueprint("integrity", __name__)


@blueprint.post("/entries/<row:id>/answer")
@signed_in
def answer(id: int) -> Response:
    """It was like this: with a note, or without one."""
    form, flag = SubmittedForm(request.form), queries.flag_of(read_session(), id)
    if flag is None or flag.resident_id != me().resident_id:
        raise NotFound()
    said = form.read("words", lambda typed: read_words(typed, most=ANSWER_MAX, required=False), "")
    if form.errors:
        return form_page("footprint/integrity/answer.html", form, note=views.note(flag, id, form))
    flag_id = flag.id
    with write_session() as writer:
        flags.answer(writer, services().registry, me().resident_id, flag_id, said, utc_now())
    told = msgid("Thank you. Whoever decides reads what you say.")
    return redirect_after_post(url_for("diary.entry", id=id) + "#looked-at", told)


_DEVICE = "device"
_DAY_S = 86_400


def mark_arrival(actor: Actor) -> None:
    """Notes from which browser and which address somebody has just signed up or in, as fingerprints alone."""
    if not actor.is_resident:
        return
    device = request.cookies.get(_DEVICE) or secrets.token_urlsafe(16)
    with write_session() as writer:
        today = services().calendar.today()
        marks = (_fingerprint("device", device), _fingerprint("network", network(request.remote_addr or "")))
        flags.mark_arrival(writer, me().resident_id, *marks, today)
    after_this_request(lambda response: _remember(response, device))


def _fingerprint(kind: str, value: str) -> bytes:
    text = f"{kind}:{value}".encode("utf-8", "surrogatepass")
    return hmac.new(services().settings.secret_key.encode(), text, hashlib.sha256).digest()[:16]


def _remember(response: Response, device: str) -> Response:
    """The number goes back where people sign in, and nowhere else: pages for visitors are the same for all of them."""
    secure, age = services().settings.secure_cookies, MARK_DAYS * _DAY_S
    for path in (url_for("accounts.signin"), url_for("residents.signup")):
        response.set_cookie(_DEVICE, device, max_age=age, path=path, secure=secure, httponly=True, samesite="Lax")
    return response
