"""What a resident says about an entry that is being looked at, and from where residents sign in."""

import hashlib
import hmac
import secrets

from flask import Blueprint, after_this_request, request, url_for
from werkzeug.wrappers import Response

from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.pictures.services import Prepared, take_in
from civic.pictures.uploads import sent_picture, takes_files
from civic.residents.actor import me
from civic.web.addresses import network
from civic.web.context import end_read_session, read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page, read_line, read_tick, read_words
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from footprint.integrity import evidence, queries, views
from footprint.integrity import services as flags
from footprint.integrity.decisions import ANSWER_MAX, MARK_DAYS
from footprint.integrity.models import Flag

blueprint = Blueprint("integrity", __name__)


@blueprint.post("/entries/<row:id>/answer")
@takes_files
@signed_in
def answer(id: int) -> Response:
    """It was like this: with a note and a photograph, or without."""
    form, flag_id = SubmittedForm(request.form), flags.check_open(_own_flag(id)).id
    said = form.read("words", lambda typed: read_words(typed, most=ANSWER_MAX, required=False), "")
    drops = form.read("drops_photo", read_tick, False)
    named = form.read("reference", lambda typed: read_line(typed, most=40, required=False), "")
    photo, registry, who = _photo(form), services().registry, me().resident_id
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                flags.answer(writer, registry, who, flag_id, said, utc_now(), photo=photo, drops_photo=drops)
                if named:
                    evidence.name(writer, registry, who, flag_id, id, named, utc_now())
            told = msgid("Thank you. Whoever decides reads what you say.")
            return redirect_after_post(url_for("diary.entry", id=id) + "#looked-at", told)
    if photo is not None:
        with write_session() as writer:
            flags.keep_photo(writer, registry, who, flag_id, photo, utc_now())
    return form_page("footprint/integrity/answer.html", form, note=views.note(_own_flag(id), id, form))


def _own_flag(entry_id: int) -> Flag:
    flag = queries.flag_of(read_session(), entry_id)
    if flag is None or flag.resident_id != me().resident_id:
        raise NotFound()
    return flag


def _photo(form: SubmittedForm) -> Prepared | None:
    """The photograph that came with the form, worked on outside of any transaction; None without one, or with one that
    was refused."""
    data = sent_picture()
    end_read_session()
    with form.refusals("picture"):
        return take_in(data, me().resident_id) if data is not None else None
    return None


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
