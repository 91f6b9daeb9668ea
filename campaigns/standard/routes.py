"""The city's desk of its own standard."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from campaigns.indicators import queries as indicators
from campaigns.indicators import views as indicator_views
from campaigns.indicators.current import definitions
from campaigns.standard import forms, queries, rules, services, views
from campaigns.standard.models import StandardIndicator
from civic.accounts import audit
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import msgid
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from civic.web.templating import in_language

blueprint = Blueprint("standard_city", __name__)
_PROPOSED = msgid("Saved. It takes effect once a second person has approved it.")


@blueprint.get("/city/standard")
@allowed(may_run_city)
def index() -> Response:
    """The indicators that the city has entered, with the values of a period, and what waits for a second person."""
    return _index(SubmittedForm())


def _index(form: SubmittedForm) -> Response:
    months = indicators.months(read_session())
    periods = indicator_views.periods(months)
    asked = request.args.get("period", "")
    period = asked if asked in {one["key"] for one in periods} else next(iter(months), "")
    return form_page(
        "campaigns/standard/index.html",
        form,
        not_known=in_language(definitions().not_known),
        periods=periods,
        period=period,
        proposals=[views.proposal(kind, one, audit.by(me())) for kind, one in queries.proposed(read_session())],
        **views.board(period),
    )


@blueprint.post("/city/standard/<any(indicators,figures,composites):kind>/<row:id>/decide")
@allowed(may_run_city)
def decide(kind: str, id: int) -> Response:
    """Approves or refuses what somebody else has proposed."""
    form = SubmittedForm(request.form)
    with form.refusals(""):
        with write_session() as session:
            services.decide(session, me(), kind, id, request.form.get("answer", ""), utc_now())
        return redirect_after_post(url_for("standard_city.index"), msgid("Decided."))
    return _index(form)


@blueprint.route("/city/standard/new", methods=["GET", "POST"])
@allowed(may_run_city)
def new() -> Response:
    """A version of an indicator, beginning from the one that holds if its code is given."""
    if request.method == "GET":
        return _indicator_page(_start(request.args.get("code", "")))
    today, languages = app_services().calendar.today(), app_services().city.languages
    form, draft = forms.read_indicator(request.form, languages, definitions().metrics, today)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                number = services.propose_indicator(session, me(), draft, today, utc_now())
            return redirect_after_post(url_for("standard_city.version", id=number), _PROPOSED)
    return _indicator_page(form)


def _start(code: str) -> SubmittedForm:
    held = next((one for one in queries.in_force(read_session(), StandardIndicator) if one.code == code), None)
    if held is None:
        return SubmittedForm()
    kept = ("code", "words", "source", "source_link", "unit", "target", "metric")
    names = {f"name_{language}": words for language, words in held.name.by_language.items()}
    fields = {name: str(getattr(held, name)) for name in kept}
    return SubmittedForm(None, **fields, **names, source_on=held.source_on.isoformat())


def _indicator_page(form: SubmittedForm) -> Response:
    return form_page(
        "campaigns/standard/new.html",
        form,
        languages=app_services().city.languages,
        metrics=[(one.key, in_language(one.name)) for one in definitions().metrics.values()],
        today=app_services().calendar.today(),
    )


@blueprint.route("/city/standard/<row:id>", methods=["GET", "POST"])
@allowed(may_run_city)
def version(id: int) -> Response:
    """A version of an indicator with all others of its code; its figures, and a form for another one."""
    one, today = queries.indicator(read_session(), id), app_services().calendar.today()
    if request.method == "GET":
        return _version_page(one, SubmittedForm())
    form, draft = forms.read_figure(request.form, one.code, today)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.propose_figure(session, me(), draft, today, utc_now())
            return redirect_after_post(url_for("standard_city.version", id=id), _PROPOSED)
    return _version_page(queries.indicator(read_session(), id), form)


def _version_page(one: StandardIndicator, form: SubmittedForm) -> Response:
    session = read_session()
    versions = queries.versions(session, StandardIndicator, one.code)
    held = next((each for each in versions if each.state == rules.APPROVED), None)
    return form_page(
        "campaigns/standard/version.html",
        form,
        one=views.card(one),
        versions=[views.card(each) for each in versions],
        figures=[views.figure(each) for each in queries.figures_of(session, one.code)],
        takes_figures=held is not None and not held.metric and not held.is_dropped,
        today=app_services().calendar.today(),
    )


@blueprint.route("/city/standard/composites/new", methods=["GET", "POST"])
@allowed(may_run_city)
def composite() -> Response:
    """A version of a composite, with the weights that the city gives."""
    if request.method == "GET":
        return _composite_page(SubmittedForm())
    today, languages = app_services().calendar.today(), app_services().city.languages
    form, draft = forms.read_composite(request.form, languages, today)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.propose_composite(session, me(), draft, today, utc_now())
            return redirect_after_post(url_for("standard_city.index"), _PROPOSED)
    return _composite_page(form)


def _composite_page(form: SubmittedForm) -> Response:
    return form_page(
        "campaigns/standard/composite.html",
        form,
        languages=app_services().city.languages,
        indicators=[views.card(one) for one in queries.in_force(read_session(), StandardIndicator)],
        today=app_services().calendar.today(),
    )
