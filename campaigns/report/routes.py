"""Public pages of what the city publishes. They read releases and nothing else."""

from typing import Any, NamedTuple

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from campaigns.publishing import queries as releases
from campaigns.publishing.queries import ReleaseHead
from campaigns.publishing.tidy import TableText
from campaigns.report import queries, views, year_views
from campaigns.report.year_paper import pdf
from civic.caching.memory import AppCache
from civic.documents.spreadsheets import CSV_TYPE
from civic.errors import NotFound
from civic.web.context import read_session, services
from civic.web.guards import public
from civic.web.headers import EMBEDDABLE
from civic.web.limits import spend_costly_read
from footprint.boards.views import offered

blueprint = Blueprint("report", __name__)
_MONTHS = 13
"""So many stand beside each other: a year, and the same month of the year before."""


class Drawn(NamedTuple):
    """A page's title, and what is below it."""

    title: str
    html: Markup


_drawn: AppCache[Drawn] = AppCache()


@blueprint.get("/awareness")
@public
def index() -> str:
    """The story of the latest month."""
    drawn = _drawn_story("_story.html", "")
    return render_template("campaigns/report/story.html", drawn=drawn)


@blueprint.get("/awareness/<release>")
@public
def release(release: str) -> str:
    """The story of a month."""
    drawn = _drawn_story("_story.html", release)
    if drawn is None:
        raise NotFound()
    return render_template("campaigns/report/story.html", drawn=drawn)


@blueprint.get("/awareness/widget")
@public
def widget() -> Response:
    """The latest month in a small frame, for pages of other sites."""
    answer = Response(render_template("campaigns/report/widget.html", drawn=_drawn_story("_small.html", "")))
    answer.headers.add(*EMBEDDABLE)
    return answer


@blueprint.get("/awareness/goals")
@public
def goals() -> str:
    """What the city wants to reach in each district, and how far it is."""
    app_services = services()
    today = app_services.calendar.today()
    found = queries.goals_of(app_services.database, app_services.calendar, today)
    return render_template("campaigns/report/goals.html", periods=views.goals(found, today))


@blueprint.get("/screen/awareness")
@public
def screen() -> str:
    """The latest month on the screen of a hall."""
    return render_template("campaigns/report/screen.html", drawn=_drawn_story("_screen.html", ""))


@blueprint.get("/awareness/<release>/<table>")
@public
def table(release: str, table: str) -> str:
    """A table of a release, with what its columns mean."""
    return render_template("campaigns/report/table.html", **views.table(*_table(release, table)))


@blueprint.get("/awareness/<release>/<table>.csv")
@public
def file(release: str, table: str) -> BaseResponse:
    """The same as it is stored, byte for byte."""
    head, found = _table(release, table)
    answer = Response(found.csv, content_type=CSV_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{head.key}-{found.schema.key}.csv"'
    answer.set_etag(found.sha256)
    return answer.make_conditional(request)


@blueprint.get("/awareness/report")
@public
def latest_year() -> BaseResponse:
    """To the report of the latest year that has one."""
    heads = queries.latest_of_each(releases.published(read_session()))
    if not heads:
        return redirect(url_for("report.index"), 303)
    return redirect(url_for("report.year", year=views.month_of(heads[0]).year), 303)


@blueprint.get("/awareness/report/<int:year>")
@public
def year(year: int) -> str:
    """The report of a year, for the screen and the printer."""
    others = {views.month_of(one).year for one in queries.latest_of_each(releases.published(read_session()))} - {year}
    return render_template("campaigns/report/year.html", **_year(year), years=sorted(others, reverse=True))


@blueprint.get("/awareness/report/<int:year>.pdf")
@public
def year_file(year: int) -> Response:
    """The same as a PDF."""
    spend_costly_read()
    answer = Response(pdf(year_views.on_paper(_year(year))), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{services().city.id}-{year}.pdf"'
    return answer


def _year(year: int) -> dict[str, Any]:
    session = read_session()
    heads = [one for one in queries.latest_of_each(releases.published(session)) if views.month_of(one).year == year][
        ::-1
    ]
    if not heads:
        raise NotFound()
    tables = (queries.through_time(session, key, heads) for key in ("participation", "groups"))
    return year_views.report(year, *tables)


def _drawn_story(template: str, key: str) -> Drawn | None:
    """The story of a release, or of the latest one; None where there is none. Drawn once for what is published."""
    app_services = services()
    facts = offered(lambda: queries.known(app_services.database))
    if not facts.releases:
        return None
    return _drawn.get((template, g.language.code, key, facts), lambda: _draw(template, key))


def _draw(template: str, key: str) -> Drawn:
    session = read_session()
    found = releases.release(session, key) if key else releases.newest(session)
    if found is None:
        raise NotFound()
    every = releases.published(session)
    before = [one for one in queries.latest_of_each(every) if one.period < found.head.period][: _MONTHS - 1]
    months = queries.through_time(session, "participation", [*reversed(before), found.head])
    context = views.story(found, every, months)
    html = render_template(f"campaigns/report/{template}", **context)
    return Drawn(context["release"]["title"], Markup(html))  # noqa: S704 (rendered by an escaping template)


def _table(release: str, table: str) -> tuple[ReleaseHead, TableText]:
    found = releases.release(read_session(), release)
    if found is None or table not in found.tables:
        raise NotFound()
    return found.head, found.tables[table]
