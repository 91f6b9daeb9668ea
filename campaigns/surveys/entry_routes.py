"""Paper: printing sheets, typing what comes back, twice, and deciding what differs."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.surveys import paper, queries, reply_forms, rules, views
from campaigns.surveys.models import Survey, SurveyWave
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.numbers import row_number
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, printable
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post

blueprint = Blueprint("survey_entry", __name__)
_MOST_PRINTED = 50
_KEPT = ("stratum", "cluster")
"""What stays from sheet to sheet."""


def _open(id: int) -> tuple[Survey, SurveyWave]:
    """A survey and its wave that takes answers.

    Raises:
        NotFound: there is no such survey, or no wave of it is open.
    """
    survey, wave = queries.survey(read_session(), id), queries.open_wave(read_session(), id)
    if wave is None:
        raise NotFound()
    return survey, wave


def _pass() -> int:
    """Which copy is typed: 1, or 2 by a second clerk."""
    return queries.SECOND if request.values.get("pass") == "2" else queries.FIRST


@blueprint.route("/city/surveys/<row:id>/entry", methods=["GET", "POST"])
@allowed(may_run_city)
def entry(id: int) -> Response:
    """One sheet, digit by digit; stratum and cluster stay those of the sheet before."""
    survey, wave = _open(id)
    if request.method == "GET":
        return _entry_page(survey, wave, _start(wave))
    session = read_session()
    asked, strata = queries.questions(session, id), queries.strata(session, wave.id)
    form, sheet = reply_forms.read_sheet(request.form, asked, strata, app_services().city, _pass())
    if not form.errors:
        with form.refusals():
            today = app_services().calendar.today()
            with write_session() as writer:
                agrees = paper.enter(writer, me(), wave.id, sheet, today, utc_now())
            return redirect_after_post(_next_sheet(id, form, sheet, agrees=agrees))
    return _entry_page(survey, wave, form)


def _next_sheet(id: int, form: SubmittedForm, sheet: paper.Sheet, *, agrees: bool) -> str:
    kept = {name: form.text(name) for name in _KEPT}
    asked = {**kept, "pass": sheet.copy, "saved": sheet.number, "differs": 0 if agrees else 1}
    return f"{url_for('survey_entry.entry', id=id)}?{urlencode(asked)}"


def _start(wave: SurveyWave) -> SubmittedForm:
    number = queries.last_sheet(read_session(), wave.id, _pass()) + 1
    form = SubmittedForm(number=str(number))
    form.values |= {name: printable(request.args.get(name, "")[:20]) for name in _KEPT}
    return form


def _entry_page(survey: Survey, wave: SurveyWave, form: SubmittedForm) -> Response:
    session, city = read_session(), app_services().city
    asked = queries.questions(session, survey.id)
    return form_page(
        "campaigns/surveys/entry.html",
        form,
        survey=views.head(survey),
        wave=views.wave_head(wave),
        questions=[views.question(one) for one in asked],
        strata=views.numbered_strata(city, queries.strata(session, wave.id)),
        about=views.about(city),
        labels=views.labels(city, asked),
        copy=_pass(),
        saved=row_number(request.args.get("saved", "")),
        differs=request.args.get("differs") == "1",
        progress=queries.progress(session, wave.id),
    )


@blueprint.get("/city/surveys/<row:id>/sheets")
@allowed(may_run_city)
def sheets(id: int) -> str:
    """How far typing has come, and the sheets whose copies differ."""
    survey, wave = _open(id)
    return render_template(
        "campaigns/surveys/sheets.html",
        survey=views.head(survey),
        wave=views.wave_head(wave),
        progress=queries.progress(read_session(), wave.id),
        differing=queries.differing_sheets(read_session(), wave.id),
    )


@blueprint.get("/city/surveys/<row:id>/sheets/<row:number>")
@allowed(may_run_city)
def sheet(id: int, number: int) -> Response:
    """What the two copies of a sheet say differently."""
    return _sheet_page(id, number, SubmittedForm())


def _sheet_page(id: int, number: int, form: SubmittedForm) -> Response:
    survey, wave = _open(id)
    session = read_session()
    one, two = (paper.said(session, copy) for copy in paper.copies(session, wave.id, number))
    asked, strata = paper.names(queries.questions(session, id)), queries.strata(session, wave.id)
    city, differing = app_services().city, rules.differences(one, two)
    return form_page(
        "campaigns/surveys/sheet.html",
        form,
        survey=views.head(survey),
        number=number,
        differences=[views.difference(city, strata, asked, name, (one[name], two[name])) for name in differing],
    )


@blueprint.post("/city/surveys/<row:id>/sheets/<row:number>/decide")
@allowed(may_run_city)
def decide(id: int, number: int) -> Response:
    """Takes, for each difference, one of the copies."""
    _survey, wave = _open(id)
    form = SubmittedForm(request.form)
    choices = {name: int(value) for name, value in request.form.items() if value in ("1", "2")}
    form.values |= {name: str(value) for name, value in choices.items()}
    with form.refusals():
        with write_session() as session:
            paper.decide(session, me(), wave.id, number, choices, utc_now())
        return redirect_after_post(url_for("survey_entry.sheets", id=id), msgid("Decided."))
    return _sheet_page(id, number, form)


@blueprint.get("/city/surveys/<row:id>/print")
@allowed(may_run_city)
def printed(id: int) -> str:
    """The questionnaire on paper, in the reader's language: a page for each number."""
    session, city = read_session(), app_services().city
    first = min(row_number(request.args.get("first", "")) or 1, rules.LAST_SHEET)
    number = min(row_number(request.args.get("number", "")) or 1, _MOST_PRINTED)
    return render_template(
        "campaigns/surveys/printed.html",
        survey=views.head(queries.survey(session, id)),
        questions=[views.question(one) for one in queries.questions(session, id)],
        about=views.about(city),
        first=first,
        count=number,
        numbers=range(first, first + number),
        most=_MOST_PRINTED,
    )
