"""The city's desk: what a wave comes to, the margins of its weights, and the files that recompute it."""

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.surveys import figures, planning, queries, result_files, rules, weighting
from campaigns.surveys import result_forms as forms
from campaigns.surveys import result_views as views
from campaigns.surveys.figures import Answers
from campaigns.surveys.models import SurveyWave, SurveyWeighting
from campaigns.surveys.rates import Change, Weighed
from campaigns.surveys.views import head, wave_head
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.city.pack import City
from civic.documents.spreadsheets import CSV_TYPE
from civic.errors import Invalid, NotFound, msgid
from civic.statistics.raking import Bounds
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, read_line
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened

blueprint = Blueprint("survey_results", __name__)


def _city() -> City:
    return app_services().city


def _wave(session: Session, survey_id: int, number: int | None) -> SurveyWave:
    """A wave of a survey that has begun, by its number; the newest without one.

    Raises:
        NotFound: there is none.
    """
    begun = [one for one in queries.waves(session, survey_id) if one.state != rules.PLANNED]
    asked = [one for one in begun if number in (None, one.number)]
    if not asked:
        raise NotFound()
    return asked[-1]


@blueprint.get("/city/surveys/<row:id>/results")
@blueprint.get("/city/surveys/<row:id>/results/<row:number>")
@allowed(may_run_city)
def results(id: int, number: int | None = None) -> Response:
    """Rates with their errors, how they were asked and weighed, and how they differ from the wave before."""
    return _results(id, number, SubmittedForm())


def _results(id: int, number: int | None, form: SubmittedForm) -> Response:
    session = read_session()
    survey, wave = queries.survey(session, id), _wave(session, id, number)
    found, kept = figures.answers(session, wave.id), figures.weighting(session, wave.id)
    return form_page(
        "campaigns/surveys/results.html",
        form,
        answers_are_out=wave.state == rules.CLOSED,
        survey=head(survey),
        wave=wave_head(wave),
        waves=[wave_head(one) for one in queries.waves(session, id) if one.state != rules.PLANNED],
        is_sample=found.is_sample,
        people=found.people.number,
        left_out=found.left_out,
        fieldwork=views.fieldwork(_city(), figures.fieldwork(session, wave.id)) if found.is_sample else None,
        **_figures(session, found, kept),
    )


def _figures(session: Session, found: Answers, kept: SurveyWeighting | None) -> dict[str, object]:
    """Rates and weights, or why there are none."""
    try:
        sampled = figures.weigh(found, kept)
    except Invalid as problem:
        return {"problem": str(views.in_words(problem, _city()))}
    return {
        "problem": "",
        "rates": views.rates(_city(), figures.published(found, sampled), found.asked),
        "raking": views.raking(_city(), sampled),
        "joined": sampled.joined,
        "changes": list(views.changes(_changes(session, found, sampled))),
        "commands": result_files.commands(found, sampled, figures.bounds(kept) if kept else None),
    }


def _changes(session: Session, found: Answers, sampled: Weighed) -> list[Change]:
    """Against the wave before, where that can be estimated."""
    before = [one for one in queries.waves(session, found.survey.id) if one.number < found.wave.number]
    if not before:
        return []
    earlier = figures.answers(session, before[-1].id)
    try:
        weighed = figures.weigh(earlier, figures.weighting(session, before[-1].id))
    except Invalid:  # it says so on its own page
        return []
    return list(figures.changes(earlier, weighed, found, sampled))


@blueprint.get("/city/surveys/<row:id>/results/<row:number>/<any(margins,rates):name>.csv")
@allowed(may_run_city)
def download(id: int, number: int, name: str) -> Response:
    """A file of figures for an auditor."""
    session = read_session()
    wave = _wave(session, id, number)
    found = figures.answers(session, wave.id)
    sampled = figures.weigh(found, figures.weighting(session, wave.id))
    made = {
        "margins": lambda: result_files.margins_file(sampled),
        "rates": lambda: result_files.rates_file(figures.published(found, sampled)),
    }[name]()
    return _file(name, made)


def _file(name: str, made: bytes) -> Response:
    answer = Response(made, content_type=CSV_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/city/surveys/<row:id>/results/<row:number>/answers.csv")
@allowed(may_run_city)
def answers(id: int, number: int) -> Response:
    """What each person answered, for an auditor: of a wave that is closed, for a reason that the audit book keeps."""
    form = SubmittedForm(request.form)
    reason = form.read("reason", lambda typed: read_line(typed, most=rules.REASON_MAX), "")
    if not form.errors:
        with form.refusals():
            with write_session() as session:  # noted first: the file is large, and nobody's write waits for it
                wave = planning.take_answers_out(session, me(), _wave(session, id, number).id, reason, utc_now())
                wave_id = wave.id
            found = figures.answers(read_session(), wave_id)
            weighting = figures.weighting(read_session(), wave_id)
            return _file("answers", result_files.answers_file(found, figures.weigh(found, weighting)))
    return _results(id, number, form)


@blueprint.route("/city/surveys/<row:id>/margins/<row:number>", methods=["GET", "POST"])
@allowed(may_run_city)
def margins(id: int, number: int) -> Response:
    """What the weights of a wave are raked to."""
    session = read_session()
    wave = _wave(session, id, number)
    offered = forms.levels(figures.answers(session, wave.id).places)
    if request.method == "GET":
        kept = figures.weighting(session, wave.id)
        return _margins(id, wave, offered, opened(forms.margins_as_kept(kept, offered)))
    form, totals, bounds = forms.read_margins(request.form, offered)
    if not form.errors:
        with form.refusals():
            _set_margins(wave.id, offered, form, totals, bounds)
            return redirect_after_post(url_for("survey_results.results", id=id, number=number), msgid("Saved."))
    return _margins(id, wave, offered, form)


def _set_margins(
    wave_id: int, offered: forms.Levels, form: SubmittedForm, totals: dict[str, dict[str, int]], bounds: Bounds
) -> None:
    with write_session() as session:
        planning.locked(session, wave_id)
        check_revision(form, forms.margins_as_kept(figures.weighting(session, wave_id), offered))
        try:
            weighting.set_margins(session, me(), wave_id, totals, bounds, utc_now())
        except Invalid as problem:
            raise views.in_words(problem, _city()) from problem


def _margins(id: int, wave: SurveyWave, offered: forms.Levels, form: SubmittedForm) -> Response:
    return form_page(
        "campaigns/surveys/margins.html",
        form,
        survey=head(queries.survey(read_session(), id)),
        wave=wave_head(wave),
        groups=views.margin_fields(_city(), offered),
    )
