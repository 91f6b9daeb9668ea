"""The city's desk of surveys: what is asked."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaigns.surveys import forms, planning, queries, rules, services, views
from campaigns.surveys.current import bank
from campaigns.surveys.models import Survey
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import msgid
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from civic.web.revisions import check_revision, opened

blueprint = Blueprint("survey_desk", __name__)


def _languages() -> tuple[str, ...]:
    return app_services().city.languages


@blueprint.get("/city/surveys")
@allowed(may_run_city)
def index() -> str:
    """All surveys."""
    found = queries.surveys(read_session())
    return render_template("campaigns/surveys/index.html", surveys=[views.head(one) for one in found])


@blueprint.route("/city/surveys/new", methods=["GET", "POST"])
@allowed(may_run_city)
def new() -> Response:
    """A new survey: of residents, or before and after a campaign."""
    if request.method == "GET":
        return _new_page(SubmittedForm(campaign=request.args.get("campaign", "")[:60]))
    form, draft = forms.read_survey(request.form, _languages())
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                made = services.create(session, me(), draft, utc_now()).id
            return redirect_after_post(url_for("survey_desk.questions", id=made))
    return _new_page(form)


def _new_page(form: SubmittedForm) -> Response:
    return form_page("campaigns/surveys/new.html", form, languages=_languages())


@blueprint.get("/city/surveys/<row:id>")
@allowed(may_run_city)
def survey(id: int) -> Response:
    """One survey: how it stands, and what can be done."""
    return _page(id, SubmittedForm())


def _page(id: int, form: SubmittedForm) -> Response:
    session = read_session()
    found = queries.survey(session, id)
    return form_page(
        "campaigns/surveys/survey.html",
        form,
        survey=views.head(found),
        questions=[views.question(one) for one in queries.questions(session, id)],
        waves=[views.wave_head(one) for one in queries.waves(session, id)],
        languages=_languages(),
        today=app_services().calendar.today(),
    )


def _act(id: int, act: Callable[[Session, Survey], object], endpoint: str, notice: str) -> Response:
    """Does something to a survey, and shows the page again; with why not, where it is refused."""
    form = SubmittedForm(request.form)
    with form.refusals():
        with write_session() as session:
            act(session, queries.survey(session, id))
        return redirect_after_post(url_for(endpoint, id=id), notice)
    return _page(id, form)


@blueprint.post("/city/surveys/<row:id>/archive")
@allowed(may_run_city)
def archive(id: int) -> Response:
    """Puts a closed survey away."""
    return _act(
        id,
        lambda session, found: services.archive(session, me(), found.id, utc_now()),
        "survey_desk.survey",
        msgid("Archived."),
    )


@blueprint.post("/city/surveys/<row:id>/waves")
@allowed(may_run_city)
def add_wave(id: int) -> Response:
    """Plans the next wave."""
    form, draft = forms.read_wave(request.form, _languages(), app_services().calendar.today())
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                made = planning.add_wave(session, me(), id, draft, utc_now()).id
            return redirect_after_post(url_for("survey_waves.wave", id=made))
    return _page(id, form)


@blueprint.route("/city/surveys/<row:id>/edit", methods=["GET", "POST"])
@allowed(may_run_city)
def edit(id: int) -> Response:
    """The words of a survey that is not open yet."""
    if request.method == "GET":
        found = queries.survey(read_session(), id)
        return _edit_page(found, opened(forms.words_as_kept(found, _languages())))
    form, title, frame = forms.read_words_of(request.form, _languages())
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                check_revision(form, forms.words_as_kept(services.locked(session, id), _languages()))
                services.change(session, me(), id, title, frame, utc_now())
            return redirect_after_post(url_for("survey_desk.survey", id=id), msgid("Saved."))
    return _edit_page(queries.survey(read_session(), id), form)


def _edit_page(found: Survey, form: SubmittedForm) -> Response:
    return form_page("campaigns/surveys/edit.html", form, survey=views.head(found), languages=_languages())


# Questions


@blueprint.get("/city/surveys/<row:id>/questions")
@allowed(may_run_city)
def questions(id: int) -> Response:
    """The questions, and those of the pack that can be added."""
    return _questions_page(id, SubmittedForm())


def _questions_page(id: int, form: SubmittedForm) -> Response:
    session = read_session()
    found, asked = queries.survey(session, id), queries.questions(session, id)
    there = {one.key for one in asked}
    return form_page(
        "campaigns/surveys/questions.html",
        form,
        survey=views.head(found),
        questions=[views.question(one) for one in asked],
        offered=[views.offered(one) for one in bank().questions.values() if one.id not in there],
    )


@blueprint.post("/city/surveys/<row:id>/questions/offered")
@allowed(may_run_city)
def add_offered(id: int) -> Response:
    """Adds questions of the pack."""
    form = SubmittedForm(request.form)
    chosen = [one for one in bank().questions.values() if request.form.get(f"add_{one.id}") == "y"]
    with form.refusals():
        with write_session() as session:
            services.add_from_bank(session, me(), id, chosen, utc_now())
        return redirect_after_post(url_for("survey_desk.questions", id=id), msgid("Saved."))
    return _questions_page(id, form)


@blueprint.route("/city/surveys/<row:id>/questions/new", methods=["GET", "POST"])
@allowed(may_run_city)
def new_question(id: int) -> Response:
    """A question of one's own."""
    if request.method == "GET":
        place = len(queries.questions(read_session(), id)) + 1
        return _question_page(id, SubmittedForm(position=str(place), kind=rules.SINGLE, measures=rules.NO_MEASURE))
    form, draft = forms.read_question(request.form, _languages(), bank())
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.add_question(session, me(), id, draft, utc_now())
            return redirect_after_post(url_for("survey_desk.questions", id=id), msgid("Saved."))
    return _question_page(id, form)


@blueprint.route("/city/surveys/<row:id>/questions/<row:question_id>", methods=["GET", "POST"])
@allowed(may_run_city)
def question(id: int, question_id: int) -> Response:
    """A question as it is, to be changed."""
    if request.method == "GET":
        kept = queries.question(read_session(), id, question_id)
        return _question_page(id, opened(forms.question_as_kept(kept, _languages())), question_id)
    form, draft = forms.read_question(request.form, _languages(), bank())
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.locked(session, id)
                kept = queries.question(session, id, question_id)
                check_revision(form, forms.question_as_kept(kept, _languages()))
                services.change_question(session, me(), id, question_id, draft, utc_now())
            return redirect_after_post(url_for("survey_desk.questions", id=id), msgid("Saved."))
    return _question_page(id, form, question_id)


def _question_page(id: int, form: SubmittedForm, question_id: int | None = None) -> Response:
    return form_page(
        "campaigns/surveys/question.html",
        form,
        survey=views.head(queries.survey(read_session(), id)),
        question_id=question_id,
        kinds=views.kinds(),
        measures=views.measures(),
        languages=_languages(),
        standard=[one for one in rules.KINDS if one in bank().standard],
    )


@blueprint.post("/city/surveys/<row:id>/questions/<row:question_id>/remove")
@allowed(may_run_city)
def remove_question(id: int, question_id: int) -> Response:
    """Takes a question out."""
    form = SubmittedForm(request.form)
    with form.refusals():
        with write_session() as session:
            services.remove_question(session, me(), id, question_id, utc_now())
        return redirect_after_post(url_for("survey_desk.questions", id=id), msgid("Removed."))
    return _questions_page(id, form)
