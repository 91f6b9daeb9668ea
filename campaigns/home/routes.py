"""The city's front page (what everybody did this season, who is ahead, what is on, one call to act), and the reader's
own campaigns."""

from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask_login import current_user
from markupsafe import Markup

from campaigns.events import views as events
from campaigns.home import queries
from campaigns.outreach.rules import may_certify
from campaigns.programme import desk_views
from campaigns.programme import views as programme
from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import utc_now
from civic.services import Services
from civic.web.context import read_session, services
from civic.web.guards import public, signed_in
from footprint.boards import views
from footprint.diary import views as diary

blueprint = Blueprint("home", __name__)
_parts: AppCache[tuple[Markup, Markup]] = AppCache()


@blueprint.get("/")
@public
def page() -> Response:
    """The same for all visitors; residents see their own week on top of it."""
    app_services = services()
    front = _front_of(app_services)
    if not current_user.is_authenticated and not request.args:
        same_for_visitors(front, lambda: _front_of(app_services))
    mine = diary.home_context(current_user.resident_id, front.today) if current_user.is_resident else {"mine": None}
    return Response(_page(_city_parts(front), mine))


@blueprint.get("/me/campaigns")
@signed_in
def mine() -> str:
    """The reader's campaigns, next dates, and what they need there: code, card, pledges, tracks."""
    now, today = utc_now(), services().calendar.today()
    return render_template(
        "home/mine.html",
        coming=[
            {**events.card(event, campaign, now), "state": state}
            for event, campaign, state in queries.coming(read_session(), current_user.resident_id, now)
        ],
        campaigns=[
            {**desk_views.line(one), "certificate": may_certify(one.ends_on, today)}
            for one in queries.joined(read_session(), current_user.resident_id)
        ],
    )


def _page(parts: tuple[Markup, Markup], mine: dict[str, Any]) -> str:
    landscape, city = parts
    return render_template("home/page.html", landscape_html=landscape, city_html=city, **mine)


def _front_of(app_services: Services) -> queries.Front:
    today = app_services.calendar.today()
    return queries.front(app_services.database, app_services.calendar.season(today).key, today)


def _city_parts(front: queries.Front) -> tuple[Markup, Markup]:
    """The landscape and the season's figures, drawn anew when the figures change."""
    return _parts.get((g.language.code, front), lambda: _draw(front))


def _draw(front: queries.Front) -> tuple[Markup, Markup]:
    shown = [programme.running(one) for one in front.running]
    context = views.city_context(services().city, front.sums, front.today)
    return (
        Markup(render_template("home/_landscape.html", **context)),  # noqa: S704 (rendered by an escaping template)
        Markup(render_template("home/_city.html", **context, campaigns=shown)),  # noqa: S704
    )
