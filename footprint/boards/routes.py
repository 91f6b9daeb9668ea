"""The boards' pages."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from civic.caching.memory import AppCache
from civic.calendar import SEASON, address_of
from civic.denominators.in_force import city_on
from civic.errors import NotFound
from civic.language import locale
from civic.services import Services
from civic.web.context import services
from civic.web.guards import public
from civic.web.previews import picture
from civic.web.templating import in_language
from footprint.boards import frozen, queries, views
from footprint.boards.goal_figures import goals
from footprint.boards.queries import (
    CountedPeriods,
    CountedPlace,
    counted,
    counted_with_before,
    district_board,
)
from footprint.boards.rules import LateLine, is_still_counted
from footprint.goals import views as goal_views
from footprint.goals.rules import GoalStanding

blueprint = Blueprint("boards", __name__)
_fragments: AppCache[Markup] = AppCache()


@blueprint.get("/boards")
@public
def index() -> str:
    """The ways to compare."""
    app_services = services()
    facts = views.offered(lambda: _season_facts(app_services))
    html = _fragments.get((g.language.code, facts), lambda: _index_html(*facts))
    return render_template("footprint/boards/index.html", boards_html=html)


def _index_html(today: date, found: tuple[CountedPlace, ...], over: tuple[str, ...]) -> Markup:
    """What the page says, which changes with the day and the figures only."""
    city = city_on(services(), today)
    html = render_template(
        "footprint/boards/_index.html",
        boards=[views.link(link) for link in views.board_links()],
        top=views.podium(district_board(city, found, queries.MEASURES[0])),
        census=in_language(city.census),
        period_label=views.season_label(today),
        seasons=_named(over),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _season_facts(app_services: Services) -> tuple[date, tuple[CountedPlace, ...], tuple[str, ...]]:
    """The day, the figures of its season, and the seasons that are over."""
    today, database = app_services.calendar.today(), app_services.database
    return today, counted(database, app_services.calendar.season(today).key), tuple(frozen.frozen_seasons(database))


@blueprint.get("/seasons")
@public
def seasons() -> str:
    """The season that is running, and those that are over."""
    app_services = services()
    today, over = views.offered(lambda: (app_services.calendar.today(), frozen.frozen_seasons(app_services.database)))
    running = views.season_label(today)
    return render_template("footprint/boards/seasons.html", running=running, seasons=_named(over))


def _named(over: Sequence[str]) -> list[tuple[str, str]]:
    """Address and name of seasons."""
    return [(address_of(key), views.season_name(key)) for key in over]


@blueprint.get("/seasons/<season>")
@public
def season(season: str) -> str:
    """A season that is over: as it was counted, and what was told of it after it was closed."""
    key, app_services = SEASON + season, services()
    more, found, late = views.offered(lambda: _over_facts(app_services, key))
    if more is None:
        raise NotFound()
    city = city_on(app_services, views.last_day(key))
    board = queries.district_board(city, found, queries.MEASURES[0])
    others = [link for link in views.board_links() if link.of_seasons]
    return render_template(
        "footprint/boards/season.html",
        **views.season_context(board, city, key, late, more),
        address=season,
        others=[views.link(link, period="season", key=season) for link in others],
    )


def _over_facts(app_services: Services, key: str) -> tuple[bool | None, tuple[CountedPlace, ...], list[LateLine]]:
    """Whether more was told of a season that is over (None where it is not), its figures, and its late lines."""
    database = app_services.database
    more = frozen.is_told_later(database, key)
    return (None, (), []) if more is None else (more, counted(database, key), frozen.late_lines(database, key))


@blueprint.get("/seasons/<season>/districts/<district>")
@public
def certificate(season: str, district: str) -> str:
    """A district's certificate for a season that is over."""
    key, app_services = SEASON + season, services()
    final, found = views.offered(lambda: _final(app_services, key))
    board = queries.district_board(city_on(app_services, views.last_day(key)), found, queries.MEASURES[0])
    row = next((row for row in board.shown if final and row.district.id == district), None)
    if row is None:
        raise NotFound()
    return render_template("footprint/boards/certificate.html", **views.certificate_context(row, key))


def _final(app_services: Services, key: str) -> tuple[bool, tuple[CountedPlace, ...]]:
    """Whether a season is over for good, and its figures."""
    return frozen.is_frozen(app_services.database, key), counted(app_services.database, key)


@blueprint.get("/boards/districts")
@public
def districts() -> Response:
    """Districts by kilograms per 1,000 residents, or by the share of residents who took part."""
    kind = _one_of(views.PERIODS, request.args.get("period"), "season")
    measure = _one_of(queries.MEASURES, request.args.get("measure"), queries.MEASURES[0])
    shown = views.shown_period(kind, request.args.get("key", ""), services().calendar.today())
    (_, found), wanted = facts = views.offered(_look_up_with_goals(services(), shown))
    own = current_user.district_id if current_user.is_resident else None
    board_html = _fragments.get(
        (g.language.code, shown, measure, own, facts), lambda: _board_html(found, wanted, shown, measure, own)
    )
    context = {
        "board_html": board_html,
        "keep_query": urlencode({**shown.address, "measure": measure}),
        "own_since_mg": _own_since(found.now, shown) if own else 0,
    }
    return Response(render_template("footprint/boards/districts.html", **context))


@blueprint.get("/preview/<language>/boards.png")
@public
def preview(language: str) -> Response:
    """The picture that chats show of the boards and the front page: what the city saved this season, who is ahead."""
    app_services = services()
    today, found, _ = facts = views.offered(lambda: _season_facts(app_services))
    return picture(
        language, facts, lambda: views.preview(district_board(city_on(app_services, today), found, "per_1000"), today)
    )


@blueprint.get("/screen/boards")
@public
def screen() -> str:
    """The season's districts for the screen of a hall."""
    today = services().calendar.today()
    city = city_on(services(), today)
    shown = views.shown_period(_one_of(views.PERIODS, request.args.get("period"), "season"), "", today)
    _, found = views.offered(_look_up(services(), shown))
    return render_template(
        "footprint/boards/screen.html",
        **views.board_context(
            district_board(city, found.now, queries.MEASURES[0]), city, queries.MEASURES[0], None, {}
        ),
        period_label=views.period_label(shown.kind, today),
    )


def _own_since(found: tuple[CountedPlace, ...], shown: views.Shown) -> int:
    """What the reader did that the own district's row does not say yet, while that is still counted."""
    if shown.span and not is_still_counted(shown.span, shown.today):
        return 0
    own = queries.Own(current_user.resident_id, current_user.district_id)
    place = next((place for place in found if place.district_id == own.district_id), None)
    return queries.own_since(services().database, own, place, shown.span, shown.today)


_Facts = tuple[date, CountedPeriods]


def _look_up(app_services: Services, shown: views.Shown) -> Callable[[], _Facts]:
    """How to see whether a board still says what is true: the day, and the figures of its period and the one before."""
    before = shown.before

    def facts() -> _Facts:
        found = counted_with_before(app_services.database, shown.key, before.key if before else "")
        return app_services.calendar.today(), found

    return facts


def _look_up_with_goals(
    app_services: Services, shown: views.Shown
) -> Callable[[], tuple[_Facts, tuple[GoalStanding, ...]]]:
    """The same, and what the city wants in a month or season."""
    figures = _look_up(app_services, shown)

    def facts() -> tuple[_Facts, tuple[GoalStanding, ...]]:
        return figures(), goals(app_services.database, shown.key) if shown.kind in ("month", "season") else ()

    return facts


def _one_of(choices: tuple[str, ...], asked: str | None, otherwise: str) -> str:
    return asked if asked in choices else otherwise


def _board_html(
    found: CountedPeriods, wanted: Sequence[GoalStanding], shown: views.Shown, measure: str, own: str | None
) -> Markup:
    """The tabs and tables, which change with the figures only."""
    city = city_on(services(), shown.day)
    board, changes = queries.district_board(city, found.now, measure), queries.changes(city, found.before, measure)
    html = render_template(
        "footprint/boards/_board.html",
        **views.board_context(board, city, measure, own, changes),
        **views.ways_on(shown, has_before=bool(found.before)),
        periods=[_tab(label, {"period": kind}, measure, kind == shown.kind) for kind, label in views.tabs()],
        measures=[_tab(label, shown.address, kind, kind == measure) for kind, label in _measure_tabs()],
        measure=measure,
        own_district_id=own,
        period_label=views.period_label(shown.kind, shown.day),
        is_over=shown.is_over,
        goals=goal_views.cards(wanted),
        together=goal_views.together(wanted),
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def _tab(label: str, period: dict[str, Any], measure: str, current: bool) -> dict[str, object]:
    return {"label": label, "href": url_for("boards.districts", **period, measure=measure), "current": current}


def _measure_tabs() -> list[tuple[str, str]]:
    return [
        ("per_1000", locale.gettext("Saved per 1,000 residents")),
        ("participation", locale.gettext("Share taking part")),
    ]
