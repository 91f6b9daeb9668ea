"""What a resident says about an entry that is being looked at."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from civic.calendar import utc_now
from civic.errors import Invalid, NotFound, msgid
from civic.residents.actor import me
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, read_words
from civic.web.guards import signed_in
from civic.web.requests import redirect_after_post
from footprint.integrity import queries
from footprint.integrity.decisions import ANSWER_MAX
from footprint.integrity.services import answer as keep_answer

blueprint = Blueprint("integrity", __name__)


@blueprint.post("/entries/<row:id>/answer")
@signed_in
def answer(id: int) -> Response:
    """It was like this: with a note, or without one."""
    form, registry = SubmittedForm(request.form), services().registry
    said = form.read("words", lambda typed: read_words(typed, most=ANSWER_MAX, required=False), "")
    if form.errors:
        raise Invalid("Please write at most %(most)s characters.", most=ANSWER_MAX)
    flag = queries.flag_of(read_session(), id)
    if flag is None:
        raise NotFound()
    flag_id = flag.id
    with write_session() as writer:
        keep_answer(writer, registry, me().resident_id, flag_id, said, utc_now())
    told = msgid("Thank you. Whoever decides reads what you say.")
    return redirect_after_post(url_for("diary.entry", id=id) + "#looked-at", told)
