"""The boards' pages."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import ALL_TIME
from civic.language import locale
from civic.services import Services
from civic.web.context import services
from civic.web.guards import public
from footprint.boards import queries, views
from footprint.ledger.queries import PlaceSum, places

blueprint = Blueprint("boards", __name__)
_fragments: AppCache[Markup] = AppCache()


@blueprint.get("/boards")
@public
def index() -> str:
    """The ways to compare."""
    today = services().calendar.today()
    sums = places(services().database, views.period_key("season", today))
    context = views.city_context(services().city, sums, today)
    return render_template(
        "footprint/boards/index.html",
        boards=[_district_board_card()],
        top=context["top"],
        period_label=context["season"]["label"],
    )


@blueprint.get("/boards/districts")
@public
def districts() -> Response:
    """Districts by kilograms per 1,000 residents, or by the share of residents who took part."""
    today = services().calendar.today()
    period = _one_of(views.PERIODS, request.args.get("period"), "season")
    measure = _one_of(queries.MEASURES, request.args.get("measure"), queries.MEASURES[0])
    facts = (today, places(services().database, views.period_key(period, today)))
    own = current_user.district_id if current_user.is_resident else None
    board_html = _fragments.get(
        (g.language.code, period, measure, own, facts), lambda: _board_html(facts[1], period, measure, today, own)
    )
    if own is None and "lang" not in request.args and "theme" not in request.args:
        same_for_visitors(facts, _look_up(services(), period))
    keep_query = f"period={period}&measure={measure}"
    context = {"board_html": board_html, "keep_query": keep_query}
    return Response(render_template("footprint/boards/districts.html", **context))


def _look_up(app_services: Services, period: str) -> Callable[[], tuple[date, tuple[PlaceSum, ...]]]:
    """How to see whether a board still says what is true: the day, and the figures of its period."""

    def facts() -> tuple[date, tuple[PlaceSum, ...]]:
        today = app_services.calendar.today()
        span = app_services.calendar.period(period, today)
        return today, places(app_services.database, span.key if span else ALL_TIME)

    return facts


def _one_of(choices: tuple[str, ...], asked: str | None, otherwise: str) -> str:
    return asked if asked in choices else otherwise


def _board_html(sums: tuple[PlaceSum, ...], period: str, measure: str, today: date, own: str | None) -> Markup:
    """The tabs and tables, which change with the figures only."""
    city = services().city
    html = render_template(
        "footprint/boards/_board.html",
        **views.board_context(queries.district_board(city, sums, measure), city),
        periods=[_tab(label, kind, measure, kind == period) for kind, label in views.tabs()],
        measures=[_tab(label, period, kind, kind == measure) for kind, label in _measure_tabs()],
        measure=measure,
        own_district_id=own,
        period_label=views.period_label(period, today),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _tab(label: str, period: str, measure: str, current: bool) -> dict[str, object]:
    return {"label": label, "href": url_for("boards.districts", period=period, measure=measure), "current": current}


def _measure_tabs() -> list[tuple[str, str]]:
    return [
        ("per_1000", locale.gettext("Saved per 1,000 residents")),
        ("participation", locale.gettext("Share taking part")),
    ]


def _district_board_card() -> dict[str, str]:
    return {
        "title": locale.gettext("Districts"),
        "text": locale.gettext("What each district saves per 1,000 residents, and how many of them take part."),
        "href": url_for("boards.districts"),
        "icon": "board",
    }
