"""The city's letters to organizers: those that were sent, writing one, looking at it once more, sending it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.letters import circulars, forms, rules, views
from campaigns.programme.current import programme
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import new_idempotency_key, redirect_after_post
from civic.web.templating import in_language

blueprint = Blueprint("letters_city", __name__)


@blueprint.get("/city/letters")
@allowed(may_run_city)
def index() -> str:
    """What was sent to whom, by whom and when."""
    names = dict(_audiences())
    lines = [
        {
            "title": in_language(one.title),
            "text": in_language(one.text),
            "to": names.get(one.audience, one.audience),
            "recipients": one.recipients,
            "sent": locale.moment(services().calendar.local(one.sent_at)),
            "by": who or gettext("somebody who has left"),
        }
        for one, who in circulars.sent(read_session())
    ]
    return render_template("campaigns/letters/circulars.html", letters=lines)


@blueprint.route("/city/letters/new", methods=["GET", "POST"])
@allowed(may_run_city)
def write() -> Response:
    """Written, looked at once more with the number of those whom it reaches, and sent."""
    if request.method == "GET":
        return _form(SubmittedForm(None, audience=rules.ORGANIZERS), new_idempotency_key())
    form, draft = forms.read_draft(request.form, services().city.languages)
    preview = None
    if not form.errors:
        with form.refusals():
            if request.form.get("act") == "send":
                with write_session() as writer:
                    circulars.send(writer, services().calendar, me(), draft, utc_now())
                return redirect_after_post(url_for("letters_city.index"), msgid("Sent to the organizers."))
            preview = views.preview(draft, circulars.check(read_session(), draft, utc_now()))
    return _form(form, draft.key or new_idempotency_key(), preview)


def _audiences() -> list[tuple[str, str]]:
    districts = [
        (f"{rules.IN_DISTRICT}:{one.id}", gettext("Organizers in %(district)s", district=in_language(one.name)))
        for one in services().city.districts
    ]
    series = [
        (f"{rules.IN_SERIES}:{one.id}", gettext("Organizers of “%(series)s”", series=in_language(one.name)))
        for one in programme().series.values()
    ]
    return [(rules.ORGANIZERS, gettext("All organizers")), *districts, *series]


def _form(form: SubmittedForm, key: str, preview: dict[str, Any] | None = None) -> Response:
    return form_page(
        "campaigns/letters/circular.html",
        form,
        key=key,
        audiences=_audiences(),
        preview=preview,
        title_max=rules.TITLE_MAX,
        text_max=rules.TEXT_MAX,
        most=rules.CIRCULARS_A_DAY,
    )
