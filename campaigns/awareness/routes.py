"""Pages of the quiz: how far one has come, one question at a time, what is published."""

from datetime import date

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.awareness import forms, queries, services, views
from campaigns.awareness.current import bank
from campaigns.awareness.models import QuizWave
from civic.calendar import utc_now
from civic.disclosure.live import FEWEST_FOR_A_SHARE, MINIMUM
from civic.errors import NotFound
from civic.numbers import row_number
from civic.residents.actor import me
from civic.statistics.quiz import FEWEST_FOR_CORRELATION
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import public, signed_in
from civic.web.requests import redirect_after_post
from footprint import current

blueprint = Blueprint("quiz", __name__)
_COMPARED = 4
"""Waves beside each other."""


def _today() -> date:
    return app_services().calendar.today()


@blueprint.get("/quiz")
@signed_in
def index() -> str:
    """The wave that is open, and how far the reader has come."""
    session, resident_id = read_session(), me().resident_id
    wave = queries.open_wave(session, _today())
    coming = None if wave else queries.next_wave(session, _today())
    return render_template(
        "campaigns/awareness/quiz.html",
        wave=wave and views.overview(wave, resident_id, queries.answered(session, wave.id, resident_id)),
        coming=coming and views.wave_head(coming),
    )


@blueprint.route("/quiz/<item>", methods=["GET", "POST"])
@signed_in
def question(item: str) -> Response:
    """One question; once it is answered, what is right and why."""
    wave = queries.open_wave(read_session(), _today())
    if wave is None:
        return redirect_after_post(url_for("quiz.index"))
    if request.method == "GET":
        return _question(wave, item, SubmittedForm())
    form, chosen = forms.read_answer(request.form)
    if not form.errors:
        ledger, resident_id = current.ledger(), me().resident_id
        with form.refusals():
            with write_session() as writer:
                services.answer(writer, ledger, bank(), resident_id, item, chosen, utc_now())
            return redirect_after_post(url_for("quiz.question", item=item))
    return _question(wave, item, form)


def _question(wave: QuizWave, item: str, form: SubmittedForm) -> Response:
    resident_id = me().resident_id
    answered = queries.answered(read_session(), wave.id, resident_id)
    if item not in services.paper(bank(), wave, resident_id, answered):
        raise NotFound()
    shown = views.question(wave, resident_id, item, answered, _today())
    return form_page("campaigns/awareness/question.html", form, item=shown)


@blueprint.get("/quiz/results")
@public
def results() -> str:
    """What is published of a wave, the newest if no other is asked for."""
    session = read_session()
    waves = queries.counted_waves(session)
    asked_for = row_number(request.args.get("wave", ""))
    shown = next((wave for wave in waves if wave.id == asked_for), waves[0] if waves else None)
    beside = waves[:_COMPARED]
    items = queries.item_results(session, [wave.id for wave in {*beside, *([shown] if shown else [])}])
    return render_template(
        "campaigns/awareness/results.html",
        waves=[views.wave_head(wave) for wave in waves],
        shown=shown and views.wave_results(shown, items, queries.answer_results(session, [shown.id])),
        compared=views.compared(beside, items),
        least=MINIMUM,
        least_for_share=FEWEST_FOR_A_SHARE,
        least_for_correlation=FEWEST_FOR_CORRELATION,
    )
