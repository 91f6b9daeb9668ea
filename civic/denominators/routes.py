"""The city's desk of numbers of residents."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.denominators import forms, queries, rules, services, views
from civic.errors import msgid
from civic.language.locale import gettext
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("denominators", __name__)


@blueprint.get("/city/denominators")
@allowed(may_run_city)
def index() -> str:
    """What holds today, what waits, and all versions."""
    city, today = app_services().city, app_services().calendar.today()
    found = queries.denominators_on(read_session(), city, today)
    return render_template(
        "civic/denominators/index.html",
        groups=views.groups(city),
        held={place: views.held(one) for place, one in found.items()},
        versions=[views.version(one, me().account_id) for one in queries.versions(read_session())],
    )


@blueprint.route("/city/denominators/new", methods=["GET", "POST"])
@allowed(may_run_city)
def enter() -> BaseResponse:
    """Newer figures, from one source."""
    city, today = app_services().city, app_services().calendar.today()
    form = SubmittedForm(holds_from=(today + rules.NOTICE).isoformat(), status="verified")
    if request.method == "POST":
        form, figures = forms.read_figures(request.form, city)
        with form.refusals():
            if figures:
                with write_session() as writer:
                    number = services.enter(writer, me(), figures, today, utc_now())
                return redirect_after_post(url_for("denominators.version", id=number), msgid("Saved."))
    found = queries.denominators_on(read_session(), city, today)
    return form_page(
        "civic/denominators/enter.html",
        form,
        groups=views.groups(city),
        held={place: one.residents for place, one in found.items()},
        statuses=[(code, gettext(words)) for code, words in rules.STATUSES.items()],
        lengths={"scope": rules.SCOPE_MAX, "source": rules.SOURCE_MAX, "url": rules.URL_MAX},
    )


@blueprint.route("/city/denominators/<row:id>", methods=["GET", "POST"])
@allowed(may_run_city)
def version(id: int) -> BaseResponse:
    """A version, and deciding about it."""
    form = SubmittedForm()
    if request.method == "POST":
        form, note = forms.read_decision(request.form)
        with form.refusals():
            if not form.errors:
                _decide(id, note)
                return redirect_after_post(url_for("denominators.index"), msgid("Saved."))
    return _version(id, form)


def _decide(id: int, note: str) -> None:
    approve, today = request.form.get("answer") == "approve", app_services().calendar.today()
    with write_session() as writer:
        services.decide(writer, me(), id, approve=approve, note=note, today=today, now=utc_now())


def _version(id: int, form: SubmittedForm) -> Response:
    session, city = read_session(), app_services().city
    found = queries.version(session, id)
    held = queries.denominators_on(session, city, app_services().calendar.today())
    return form_page(
        "civic/denominators/version.html",
        form,
        version=views.version(found, me().account_id),
        figures=views.compared(city, queries.figures(session, id), held),
        note_max=rules.NOTE_MAX,
    )
