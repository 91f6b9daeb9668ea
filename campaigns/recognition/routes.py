"""How the programme is known outside: the list for everybody, and the city's desk of it."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.recognition import forms, queries, rules, services, views
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.errors import msgid
from civic.language.locale import gettext
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed, public
from civic.web.requests import redirect_after_post

blueprint = Blueprint("recognition", __name__)


@blueprint.get("/programme")
@public
def index() -> str:
    """Awards, conferences and reports, each with its source."""
    records = [views.record(one) for one in queries.standing(read_session())]
    return render_template("campaigns/recognition/index.html", records=records)


@blueprint.route("/city/reach", methods=["GET", "POST"])
@allowed(may_run_city)
def desk() -> Response:
    """All records, and a form for another one."""
    if request.method == "GET":
        return _desk(SubmittedForm(status=rules.REPORTED))
    today, languages = app_services().calendar.today(), app_services().city.languages
    form, draft = forms.read_record(request.form, languages, today)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.enter(session, me(), draft, today, utc_now())
            return redirect_after_post(url_for("recognition.desk"), msgid("Saved."))
    return _desk(form)


@blueprint.post("/city/reach/<row:id>/withdraw")
@allowed(may_run_city)
def withdraw(id: int) -> Response:
    """Takes a record from the public list."""
    form, why = forms.read_reason(request.form)
    if not form.errors:
        with form.refusals():
            with write_session() as session:
                services.withdraw(session, me(), id, why, utc_now())
            return redirect_after_post(url_for("recognition.desk"), msgid("Withdrawn."))
    return _desk(form, withdrawing=id)


def _desk(form: SubmittedForm, withdrawing: int | None = None) -> Response:
    return form_page(
        "campaigns/recognition/desk.html",
        form,
        records=[views.record(one) for one in queries.everything(read_session())],
        languages=app_services().city.languages,
        kinds=[(code, gettext(words)) for code, words in rules.KINDS.items()],
        statuses=[(code, gettext(words)) for code, words in rules.STATUSES.items()],
        today=app_services().calendar.today(),
        withdrawing=withdrawing,
    )
