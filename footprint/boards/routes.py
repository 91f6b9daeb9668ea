"""The boards' pages."""

from flask import Blueprint, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from civic import locale
from civic.fragments import Cache
from civic.web import public, reading, services
from footprint.boards import queries, views
from footprint.ledger.queries import PlaceSum, is_frozen, places

blueprint = Blueprint("boards", __name__)
_fragments: Cache[Markup] = Cache()


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
def districts() -> str:
    """Districts by kilograms per 1,000 residents, or by the share of residents who took part."""
    today = services().calendar.today()
    period = request.args.get("period", "season")
    period = period if period in views.PERIODS else "season"
    measure = request.args.get("measure", "per_1000")
    measure = measure if measure in queries.MEASURES else "per_1000"
    key = views.period_key(period, today)
    sums = places(services().database, key)
    seen_by = {
        "own_district_id": current_user.district_id if current_user.is_authenticated else None,
        "frozen": period == "season" and is_frozen(reading(), key),
    }
    board_html = _fragments.get(
        (g.language.code, period, today, measure, sums, *seen_by.values()),
        lambda: _board_html(sums, period, measure, period_label=views.period_label(period, today), **seen_by),
    )
    keep_query = f"period={period}&measure={measure}"
    return render_template("footprint/boards/districts.html", board_html=board_html, keep_query=keep_query)


def _board_html(sums: tuple[PlaceSum, ...], period: str, measure: str, **shown: object) -> Markup:
    """The tabs and tables, which change with the figures only."""
    city = services().city
    html = render_template(
        "footprint/boards/_board.html",
        **views.board_context(queries.district_board(city, sums, measure), city),
        periods=[_tab(label, kind, measure, kind == period) for kind, label in views.tabs()],
        measures=[_tab(label, period, kind, kind == measure) for kind, label in _measure_tabs()],
        measure=measure,
        **shown,
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
