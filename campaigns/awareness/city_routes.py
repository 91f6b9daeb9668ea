"""The city's desk: opening waves of the quiz."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.awareness import forms, queries, services, views
from campaigns.awareness.current import bank
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import msgid
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("quiz_city", __name__)


@blueprint.route("/city/quiz", methods=["GET", "POST"])
@allowed(may_run_city)
def index() -> Response:
    """The waves there are, and the next one to open."""
    if request.method == "GET":
        return _page(SubmittedForm())
    today = app_services().calendar.today()
    form, plan = forms.read_wave(request.form, app_services().city.languages, today)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.open_wave(
                    session, me(), bank(), plan.title, plan.first_on, plan.last_on, today=today, now=utc_now()
                )
            return redirect_after_post(url_for("quiz_city.index"), msgid("Saved. It opens by itself on its first day."))
    return _page(form)


@blueprint.post("/city/quiz/<row:id>/cancel")
@allowed(may_run_city)
def cancel(id: int) -> Response:
    """Takes back a wave that has not begun."""
    form = SubmittedForm(request.form)
    with form.refusals():
        with write_session() as session:
            services.cancel_wave(session, me(), id, today=app_services().calendar.today(), now=utc_now())
        return redirect_after_post(url_for("quiz_city.index"), msgid("Taken back."))
    return _page(form)


def _page(form: SubmittedForm) -> Response:
    today, waves = app_services().calendar.today(), queries.waves(read_session())
    return form_page(
        "campaigns/awareness/city.html",
        form,
        waves=[
            {**views.wave_head(wave), "state": _state(wave.first_on <= today, wave.last_on < today)} for wave in waves
        ],
        languages=app_services().city.languages,
        items=len(bank().items),
        asked=len(bank().core) + bank().drawn,
        today=today,
    )


def _state(has_begun: bool, is_over: bool) -> str:
    return "over" if is_over else "open" if has_begun else "coming"
