"""The staff's page of live figures."""

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from civic.errors import msgid
from civic.language import locale
from civic.web.context import read_session, services, write_session
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from footprint.boards.queries import counted, live
from footprint.boards.views import PERIODS, period_key, period_label
from footprint.live_figures import forms, queries, rules, views
from footprint.live_figures.services import open_figures

blueprint = Blueprint("live_figures", __name__)


@blueprint.route("/city/live", methods=["GET", "POST"])
@allowed(may_run_city)
def index() -> BaseResponse:
    """Who takes part where, as in public; all of it for an hour to whoever writes down why."""
    if request.method == "GET":
        return _page(SubmittedForm())
    form, reason = forms.read_reason(request.form)
    with form.refusals():
        if not form.errors:
            with write_session() as writer:
                open_figures(writer, me(), reason, utc_now())
            return redirect_after_post(url_for("live_figures.index", period=_kind()), msgid("Saved."))
    return _page(form)


def _kind() -> str:
    asked = request.args.get("period")
    return asked if asked in PERIODS else "season"


def _page(form: SubmittedForm) -> Response:
    kind, calendar = _kind(), services().calendar
    period, until = period_key(kind, calendar.today()), queries.open_until(read_session(), me(), utc_now())
    people = {} if until else {one.district_id: one.participants for one in counted(services().database, period)}
    return form_page(
        "footprint/live_figures/index.html",
        form,
        open_until=locale.moment(calendar.local(until)) if until else "",
        live=views.rows(period, live(read_session(), period)) if until else [],
        masked=views.masked(people),
        periods=[(one, period_label(one, calendar.today()), one == kind) for one in PERIODS],
        kind=kind,
        least=MINIMUM,
        reason_max=rules.REASON_MAX,
    )
