"""The boards' pages."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from civic.caching.memory import AppCache
from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import ALL_TIME
from civic.errors import NotFound
from civic.language import locale
from civic.services import Services
from civic.web.context import services
from civic.web.guards import public
from footprint.boards import queries, views
from footprint.boards.queries import CountedPlace, counted, frozen_seasons

blueprint = Blueprint("boards", __name__)
_fragments: AppCache[Markup] = AppCache()


@blueprint.get("/boards")
@public
def index() -> str:
    """The ways to compare."""
    today = services().calendar.today()
    found = counted(services().database, views.period_key("season", today))
    context = views.city_context(services().city, found, today)
    return render_template(
        "footprint/boards/index.html",
        boards=[_district_board_card()],
        top=context["top"],
        period_label=context["season"]["label"],
        seasons=[(key.removeprefix("season:"), views.season_name(key)) for key in frozen_seasons(services().database)],
    )


@blueprint.get("/boards/seasons/<season>")
@public
def season(season: str) -> str:
    """A season that is over: as it was counted, and what was told of it after it was closed."""
    key, database = f"season:{season}", services().database
    more = queries.is_told_later(database, key)
    if more is None:
        raise NotFound()
    board = queries.district_board(services().city, counted(database, key), queries.MEASURES[0])
    context = views.season_context(board, key, queries.late_lines(database, key), more)
    return render_template("footprint/boards/season.html", **context)


@blueprint.get("/boards/districts")
@public
def districts() -> Response:
    """Districts by kilograms per 1,000 residents, or by the share of residents who took part."""
    today = services().calendar.today()
    period = _one_of(views.PERIODS, request.args.get("period"), "season")
    measure = _one_of(queries.MEASURES, request.args.get("measure"), queries.MEASURES[0])
    facts = (today, counted(services().database, views.period_key(period, today)))
    own = current_user.district_id if current_user.is_resident else None
    board_html = _fragments.get(
        (g.language.code, period, measure, own, facts), lambda: _board_html(facts[1], period, measure, today, own)
    )
    if own is None and "lang" not in request.args and "theme" not in request.args:
        same_for_visitors(facts, _look_up(services(), period))
    keep_query = f"period={period}&measure={measure}"
    since_mg = _own_since(facts[1], period, today) if own else 0
    context = {"board_html": board_html, "keep_query": keep_query, "own_since_mg": since_mg}
    return Response(render_template("footprint/boards/districts.html", **context))


def _own_since(found: tuple[CountedPlace, ...], kind: str, today: date) -> int:
    """What the reader did that the own district's row does not say yet."""
    own = queries.Own(current_user.resident_id, current_user.district_id)
    place = next((place for place in found if place.district_id == own.district_id), None)
    period = services().calendar.period(kind, today)
    return queries.own_since(services().database, own, place, period, today)


def _look_up(app_services: Services, period: str) -> Callable[[], tuple[date, tuple[CountedPlace, ...]]]:
    """How to see whether a board still says what is true: the day, and the figures of its period."""

    def facts() -> tuple[date, tuple[CountedPlace, ...]]:
        today = app_services.calendar.today()
        span = app_services.calendar.period(period, today)
        return today, counted(app_services.database, span.key if span else ALL_TIME)

    return facts


def _one_of(choices: tuple[str, ...], asked: str | None, otherwise: str) -> str:
    return asked if asked in choices else otherwise


def _board_html(found: tuple[CountedPlace, ...], period: str, measure: str, today: date, own: str | None) -> Markup:
    """The tabs and tables, which change with the figures only."""
    city = services().city
    html = render_template(
        "footprint/boards/_board.html",
        **views.board_context(queries.district_board(city, found, measure), city, measure, own),
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
