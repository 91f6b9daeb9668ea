"""Where people answer: by link, without signing in, and at tablets, one after the other."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from campaigns.surveys import answering, queries, reply_forms, rules, views
from campaigns.surveys.models import Survey, SurveyWave
from civic.calendar import utc_now
from civic.disclosure.live import FEWEST_FOR_A_SHARE
from civic.errors import NotFound
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page, printable
from civic.web.guards import public
from civic.web.limits import spend_guess
from civic.web.requests import redirect_after_post

blueprint = Blueprint("surveys", __name__)
_CODE_MAX = 40
_IDLE_S, _THANKS_S = 300, 10
"""After so many seconds a tablet is at its beginning again: when nobody goes on, and after the thanks."""


@blueprint.route("/surveys/<slug>", methods=["GET", "POST"])
@public
def answer(slug: str) -> BaseResponse:
    """A survey on one page. Of a survey of residents, with the code of an invitation."""
    survey = queries.survey_called(read_session(), slug)
    wave = queries.answerable_wave(read_session(), survey.id, app_services().calendar.today())
    if wave is None:
        return make_response(render_template("campaigns/surveys/not_open.html", survey=views.head(survey)))
    here, code = url_for("surveys.answer", slug=slug), request.values.get("code", "")[:_CODE_MAX]
    refused = _check_code(survey, wave, code)
    if refused is not None:
        return form_page("campaigns/surveys/code.html", refused, survey=views.head(survey))
    if request.method == "GET":
        return _questionnaire("campaigns/surveys/answer.html", survey, wave, SubmittedForm(code=printable(code)), here)
    form, reply = _read_reply(survey, code)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                answering.answer_by_link(session, survey, code, reply, app_services().calendar.today())
            return redirect_after_post(url_for("surveys.thanks", slug=slug))
    return _questionnaire("campaigns/surveys/answer.html", survey, wave, form, here)


def _check_code(survey: Survey, wave: SurveyWave, code: str) -> SubmittedForm | None:
    """The form that asks for a code, with what is wrong with it; None where none is needed or it is good.

    Raises:
        TooMany: too many codes were wrong in a short time.
    """
    if survey.kind == rules.CAMPAIGN:
        return None
    form = SubmittedForm(code=printable(code))
    if not code:
        return form
    try:
        with form.refusals("code"):
            answering.invitation(read_session(), wave.id, code)
    except NotFound as problem:
        spend_guess()
        form.refuse(problem, "code")
    return form if form.errors else None


def _read_reply(survey: Survey, code: str) -> tuple[SubmittedForm, answering.Reply]:
    form, reply = reply_forms.read_reply(
        request.form, queries.questions(read_session(), survey.id), app_services().city
    )
    form.values["code"] = printable(code)
    return form, reply


def _questionnaire(template: str, survey: Survey, wave: SurveyWave, form: SubmittedForm, here: str) -> Response:
    city, asked = app_services().city, queries.questions(read_session(), survey.id)
    response = form_page(
        template,
        form,
        survey=views.head(survey),
        wave=views.wave_head(wave),
        questions=[views.question(one) for one in asked],
        about=views.about(city),
        labels=views.labels(city, asked),
        rather_not=views.rather_not(),
        here=here,
        least=FEWEST_FOR_A_SHARE,
        idle_s=_IDLE_S,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/surveys/<slug>/thanks")
@public
def thanks(slug: str) -> str:
    """The answers are kept."""
    return render_template(
        "campaigns/surveys/thanks.html", survey=views.head(queries.survey_called(read_session(), slug))
    )


# Tablets


@blueprint.route("/kiosk/<key>", methods=["GET", "POST"])
@public
def kiosk(key: str) -> BaseResponse:
    """The same at a tablet whose address staff was given. Of a survey of residents, everybody brings a code."""
    session, now = read_session(), utc_now()
    tablet = answering.kiosk_called(session, key, now)
    wave = queries.wave(session, tablet.wave_id)
    survey, here = queries.survey(session, wave.survey_id), url_for("surveys.kiosk", key=key)
    if request.method == "GET":
        return _questionnaire("campaigns/surveys/kiosk.html", survey, wave, SubmittedForm(), here)
    code = request.form.get("code", "")[:_CODE_MAX]
    form, reply = _read_reply(survey, code)
    refused = _check_code(survey, wave, code)
    if survey.kind == rules.RESIDENTS and not code:
        form.refuse(NotFound("This code is not one of this survey. Please check it letter by letter."), "code")
    elif refused is not None:
        form.errors, form.status = {**refused.errors, **form.errors}, refused.status
    if not form.errors:
        with form.refusals():
            with write_session() as writer:
                answering.answer_at_kiosk(writer, key, code, reply, app_services().calendar.today(), utc_now())
            return redirect_after_post(url_for("surveys.kiosk_thanks", key=key))
    return _questionnaire("campaigns/surveys/kiosk.html", survey, wave, form, here)


@blueprint.get("/kiosk/<key>/thanks")
@public
def kiosk_thanks(key: str) -> str:
    """The answers are kept; in a moment the next one can begin, for as long as the tablet is open."""
    return render_template(
        "campaigns/surveys/kiosk_thanks.html", here=url_for("surveys.kiosk", key=key), thanks_s=_THANKS_S
    )
