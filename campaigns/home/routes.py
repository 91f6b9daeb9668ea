"""The city's front page (what everybody did this season, who is ahead, what is on, one call to act), and the reader's
own campaigns."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, render_template, request, session
from flask_login import current_user
from markupsafe import Markup

from campaigns.events import views as events
from campaigns.home import queries, rules
from campaigns.home import views as home
from campaigns.outreach.rules import may_certify
from campaigns.programme import desk_views
from campaigns.programme import views as programme
from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import utc_now
from civic.denominators.in_force import city_on
from civic.services import Services
from civic.web.context import read_session, services
from civic.web.guards import public, signed_in
from civic.web.templating import in_language
from footprint.boards import views
from footprint.boards.queries import DistrictFigures, district_board
from footprint.diary import views as diary
from footprint.goals import views as goals
from footprint.landscape import views as landscape
from footprint.landscape.rules import is_dark
from footprint.landscape.views import Drawing

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class CityParts:
    """What everybody sees: the picture, the districts it shows, and the season's figures."""

    drawing: Drawing
    rows: Mapping[str, DistrictFigures]
    html: Markup
    goals: Mapping[str, list[dict[str, Any]]]
    """Those of each district."""


_parts: AppCache[CityParts] = AppCache()


@blueprint.get("/")
@public
def page() -> Response:
    """The same for all visitors; residents see their own week on top of it."""
    app_services = services()
    front = _front_of(app_services)
    if not current_user.is_authenticated and not request.args:
        same_for_visitors(front, lambda: _front_of(app_services))
    parts = _city_parts(front)
    return Response(_page(parts, _mine(front, parts) if current_user.is_resident else {"mine": None}))


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


def _page(parts: CityParts, mine: dict[str, Any]) -> str:
    return render_template("home/page.html", drawing=parts.drawing, city_html=parts.html, **mine)


def _mine(front: queries.Front, parts: CityParts) -> dict[str, Any]:
    """The resident's own week and day, and the own district's grove with the own tree in it."""
    city, actor, today = services().city, current_user, front.today
    own = diary.home_context(actor.resident_id, today)
    row, season = parts.rows[actor.district_id], landscape.season_of(city, today)
    return {
        **own,
        "today": home.today_context(actor, own["often"], today),
        "since": _since(row, services().calendar.season(today).key, today),
        "own_district": row.district.id,
        "own_goals": parts.goals[row.district.id],
        "own_grove": landscape.draw_grove(
            row, season, landscape.own_tree(own["mine"]["entries"]), parts.goals[row.district.id]
        ),
    }


def _since(row: DistrictFigures, season: str, today: date) -> dict[str, Any] | None:
    """What the resident's district saved since the day before their last look; None where that is nothing."""
    if row.figures is None:
        return None
    seen = rules.seen(session.get("district"), season, row.district.id, today, row.figures.total.mid_mg)
    kept = [*astuple(seen)]
    if session.get("district") != kept:
        session["district"] = kept
    return {"name": in_language(row.district.name), "more_mg": seen.more_mg} if seen.more_mg else None


def _front_of(app_services: Services) -> queries.Front:
    calendar = app_services.calendar
    now = calendar.local(utc_now())
    season, month = calendar.season(now.date()).key, calendar.month(now.date()).key
    return queries.front(app_services.database, season, month, now.date(), is_dark(now.hour))


def _city_parts(front: queries.Front) -> CityParts:
    """The picture and the season's figures, drawn anew when the figures change."""
    return _parts.get((g.language.code, front), lambda: _draw(front))


def _draw(front: queries.Front) -> CityParts:
    city, shown = city_on(services(), front.today), [programme.running(one) for one in front.running]
    board = district_board(city, front.counted, "per_1000")
    cards = goals.cards(front.goals)
    html = render_template(
        "home/_city.html",
        **views.city_context(board, city, front.today),
        campaigns=shown,
        goals=cards,
        together=goals.together(front.goals),
    )
    of = {row.district.id: [card for card in cards if card["district_id"] == row.district.id] for row in board.rows}
    return CityParts(
        landscape.draw(city, board.rows, front.today, of, is_dark=front.is_dark, campaigns=len(shown)),
        {row.district.id: row for row in board.rows},
        Markup(html),  # noqa: S704 (rendered by an escaping template)
        of,
    )
