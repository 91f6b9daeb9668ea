"""The city's front page: what everybody did this season, who is ahead, what is on, and one call to act."""

from flask import Blueprint, Response, g, render_template, request
from flask_login import current_user
from markupsafe import Markup

from civic import fragments
from civic.fragments import Cache, Page
from civic.web import public, services
from footprint.boards import views
from footprint.diary import views as diary
from footprint.ledger.queries import places

blueprint = Blueprint("home", __name__)
_pages: Cache[Page] = Cache()
_parts: Cache[tuple[Markup, Markup]] = Cache()


@blueprint.get("/")
@public
def page() -> Response | str:
    """Visitors get a page that was rendered once for all of them; residents see their own week on top of it."""
    today = services().calendar.today()
    sums = places(services().database, views.period_key("season", today))
    key = (g.language.code, today, sums)
    landscape, city = _parts.get(key, lambda: _city_parts(sums))
    if current_user.is_authenticated or request.args:
        mine = diary.home_context(current_user, today) if current_user.is_authenticated else {"mine": None}
        return render_template("home/page.html", landscape_html=landscape, city_html=city, **mine)
    whole = _pages.get((key, g.theme), lambda: fragments.page(_visitor_html(landscape, city)))
    return fragments.respond(whole)


def _visitor_html(landscape: Markup, city: Markup) -> str:
    return render_template("home/page.html", landscape_html=landscape, city_html=city, mine=None)


def _city_parts(sums: tuple[object, ...]) -> tuple[Markup, Markup]:
    """The landscape and the season's figures, which change with the figures only."""
    context = views.city_context(services().city, sums, services().calendar.today())  # type: ignore[arg-type]
    return (
        Markup(render_template("home/_landscape.html", **context)),  # noqa: S704 (rendered by an escaping template)
        Markup(render_template("home/_city.html", **context, campaigns=[])),  # noqa: S704
    )
