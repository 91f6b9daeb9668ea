"""What the board templates show: standings turned into rows, in the request's language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from civic.calendar import ALL_TIME
from civic.city.pack import City
from civic.disclosure.live import MINIMUM
from civic.language import locale
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards import rules
from footprint.boards.queries import Board, DistrictFigures, Figures
from footprint.method.views import comparison_text

PERIODS = ("week", "month", "season", ALL_TIME)
_TOP = 3


def period_key(kind: str, day: date) -> str:
    """The database key of the period of that kind around a day."""
    period = services().calendar.period(kind, day)
    return period.key if period else ALL_TIME


def period_label(kind: str, day: date) -> str:
    """The period in words: this week's first day, the month, the season's name, all time."""
    calendar, gettext = services().calendar, locale.gettext
    if kind == "week":
        week = calendar.week(day)
        return gettext("%(first)s to %(last)s", first=locale.short_day(week.start), last=locale.short_day(week.end))
    if kind == "month":
        return locale.month(day)
    return season_label(day) if kind == "season" else gettext("All time")


def season_label(day: date) -> str:
    """The name of the season around a day."""
    return season_name(services().calendar.season(day).key)


def season_name(key: str) -> str:
    """A season's name with its year: 2026 autumn."""
    year, _, season_id = key.removeprefix("season:").partition("-")
    name = next(in_language(rule.name) for rule in services().city.seasons if rule.id == season_id)
    return locale.gettext("%(season)s %(year)s", season=name, year=year)


def tabs() -> list[tuple[str, str]]:
    """The periods with the words on their tabs."""
    return [
        ("week", locale.gettext("This week")),
        ("month", locale.gettext("This month")),
        ("season", locale.gettext("This season")),
        (ALL_TIME, locale.gettext("All time")),
    ]


def board_context(board: Board, city: City) -> dict[str, Any]:
    """The rows, the city's row and the size of the tile map, for `footprint/boards/_board.html`."""
    return {
        "rows": [_row(row) for row in board.rows],
        "all": board.all and {**_figures(board.all), "residents": city.population.residents},
        "hides_some": board.hides_some,
        "least": MINIMUM,
        "census": in_language(city.census),
        **map_size(city),
    }


def map_size(city: City) -> dict[str, int]:
    """Columns and rows of the tile map."""
    return {
        "columns": 1 + max(district.tile[0] for district in city.districts),
        "rows_count": 1 + max(district.tile[1] for district in city.districts),
    }


def city_context(board: Board, day: date) -> dict[str, Any]:
    """What `home/_city.html` shows of the season around a day as it was counted."""
    return {
        "season": {"label": season_label(day), **_season(board.all, day)},
        "least": MINIMUM,
        "top": [_row(row) for row in board.rows[:_TOP] if row.figures and row.figures.total.mid_mg > 0],
    }


def _season(all_shown: Figures | None, day: date) -> dict[str, Any]:
    """Of the districts that are shown, together; no entries while none is."""
    if all_shown is None:
        return {"entries": 0}
    return {
        "entries": all_shown.entries,
        "comparison": comparison_text(all_shown.total.mid_mg, day),
        "reduction": all_shown.total,
        "participants": all_shown.participants,
        "participation": all_shown.participation,
        "evidence": all_shown.evidence,
    }


def season_context(board: Board, season: str, lines: Sequence[rules.LateLine], more: bool) -> dict[str, Any]:
    """A season that is over as it was counted, and what was told of it later, for `footprint/boards/season.html`."""
    return {
        "label": season_name(season),
        "rows": [_row(row) for row in board.rows],
        "all": board.all and _figures(board.all),
        "late": lines,
        "more_late": more,
        "least": MINIMUM,
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "rate": figures.rate,
        "likely": figures.likely,
        "total": figures.total,
        "participants": figures.participants,
        "participation": figures.participation,
        "evidence": figures.evidence,
        "largest_share": figures.largest_share,
        "counted": locale.moment(services().calendar.local(figures.counted_at)),
    }


def _row(row: DistrictFigures) -> dict[str, Any]:
    """What a row always has, and its figures and rank where there are any."""
    district = row.district
    name = in_language(district.name)
    return {
        "id": district.id,
        "name": name,
        "label": name,
        "column": district.tile[0],
        "row": district.tile[1],
        "residents": district.residents,
        "residents_note": in_language(district.note),
        "residents_status": district.status,
        "confirmed": district.is_confirmed,
        "is_shown": row.figures is not None,
        **(_figures(row.figures) if row.figures else {}),
        **(_ranked(row.rank) if row.rank else {}),
    }


def _ranked(rank: rules.Rank) -> dict[str, Any]:
    return {"place": rank.place, "place_low": rank.best, "place_high": rank.worst, "tied": rank.tied}
