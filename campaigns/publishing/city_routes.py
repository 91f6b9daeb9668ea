"""The city's desk of releases: what there is, what waits, and each step by who may take it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Blueprint, Response, make_response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from campaigns.publishing import forms, queries, rules, services, views
from campaigns.publishing.jobs import build_now
from campaigns.publishing.models import Release
from civic.accounts import audit
from civic.accounts.actor import me
from civic.accounts.permissions import may_run_city
from civic.audit_log.queries import nicknames
from civic.calendar import utc_now
from civic.errors import NotFound, msgid
from civic.web.context import read_session, write_session
from civic.web.context import services as app_services
from civic.web.forms import SubmittedForm, form_page
from civic.web.guards import allowed
from civic.web.requests import redirect_after_post
from footprint.ledger import months

blueprint = Blueprint("city_releases", __name__)
_STEPS: dict[str, Callable[[Session, int, str, datetime], None]] = {
    "review": services.review,
    "approve": services.approve,
    "publish": services.publish,
    "drop": services.drop,
}


@blueprint.route("/city/releases", methods=["GET", "POST"])
@allowed(may_run_city)
def index() -> AnyResponse:
    """All releases, and a month to build."""
    releases = queries.every(read_session())
    first, today = months.first_day(read_session()), app_services().calendar.today()
    choices = views.months_to_build(releases, first, today)
    form = SubmittedForm(period=choices[0][0] if choices else "")
    if request.method == "POST":
        form, period = forms.read_month(request.form, [key for key, _ in choices])
        with form.refusals():
            if not form.errors:
                return redirect_after_post(_one(_build(period)), msgid("Built. Please look at all of it."))
    rows = [views.row(one) for one in releases]
    return form_page("campaigns/publishing/releases.html", form, releases=rows, months=choices)


def _build(period: str) -> int:
    """Builds from one snapshot, then stores in a short write."""
    built = build_now(app_services(), period, utc_now())
    with write_session() as writer:
        return services.keep(writer, built, audit.by(me())).id


@blueprint.get("/city/releases/<row:id>")
@allowed(may_run_city)
def release(id: int) -> AnyResponse:
    """What it contains, what is hidden and why, and the next step."""
    return _page(_found(id), SubmittedForm())


@blueprint.post("/city/releases/<row:id>/<any(review,approve,publish,drop):step>")
@allowed(may_run_city)
def decide(id: int, step: str) -> AnyResponse:
    """One step further, or away with it."""
    form = SubmittedForm(request.form)
    with form.refusals():
        with write_session() as writer:
            _STEPS[step](writer, id, audit.by(me()), utc_now())
        return redirect_after_post(_one(id), msgid("Saved."))
    return _page(_found(id), form)


@blueprint.post("/city/releases/<row:id>/notice")
@allowed(may_run_city)
def tell(id: int) -> AnyResponse:
    """What is known to be wrong, without figures."""
    form, words = forms.read_notice(request.form, app_services().city.languages)
    with form.refusals():
        if not form.errors:
            with write_session() as writer:
                services.tell(writer, id, words, audit.by(me()), utc_now())
            return redirect_after_post(_one(id), msgid("Saved."))
    return _page(_found(id), form)


@blueprint.get("/city/releases/<row:id>/<key>.csv")
@allowed(may_run_city)
def table(id: int, key: str) -> Response:
    """A table as it would be published."""
    found = queries.tables(read_session(), _found(id).id).get(key)
    if found is None:
        raise NotFound()
    answer = make_response(found.csv)
    answer.mimetype = "text/csv"
    return answer


def _one(id: int) -> str:
    return url_for("city_releases.release", id=id)


def _found(id: int) -> Release:
    found = queries.found(read_session(), id)
    if found is None:
        raise NotFound()
    return found


def _nicknames(found: Release) -> Mapping[str, str]:
    """Of everybody who decided about it."""
    decided_by = (found.built_by, found.reviewed_by, found.approved_by, found.published_by, found.dropped_by)
    return nicknames(read_session(), [by for by in decided_by if by])


def _page(found: Release, form: SubmittedForm) -> AnyResponse:
    tables, cells = queries.tables(read_session(), found.id), queries.cells(read_session(), found.id)
    before = queries.participation_before(read_session(), found)
    return form_page(
        "campaigns/publishing/release.html",
        form,
        release=views.details(found, _nicknames(found)),
        tables=[views.table(one) for one in tables.values()],
        reasons=views.reasons(cells),
        hidden=views.hidden(cells, tables),
        compared=views.compared(tables.get(queries.PARTICIPATION), before),
        notices=queries.notices(read_session(), found.id),
        is_mine=audit.by(me()) in (found.built_by, found.reviewed_by),
        languages=app_services().city.languages,
        may_be_revised=found.state == rules.State.PUBLISHED,
    )
