"""What the board templates show: standings turned into rows, in the request's language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from civic.calendar import ALL_TIME
from civic.city.pack import City, District
from civic.language import locale
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards import queries
from footprint.boards.queries import Board, DistrictFigures
from footprint.ledger.queries import PlaceSum
from footprint.method.views import comparison_text

PERIODS = ("week", "month", "season", ALL_TIME)
GROVE_FULL_MG = 2_000_000
"""Milligrams per 1,000 residents and season at which a district's grove is drawn full: 2 kg, about one in a
hundred residents replacing one short car trip. A drawing scale, not a target."""
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
    """The season's name with its year: 2026 autumn."""
    key = services().calendar.season(day).key.removeprefix("season:")
    year, _, season_id = key.partition("-")
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
        "all": {**_figures(board.all), "residents": board.all.residents},
        "census": in_language(city.census),
        **map_size(city),
    }


def map_size(city: City) -> dict[str, int]:
    """Columns and rows of the tile map."""
    return {
        "columns": 1 + max(district.tile[0] for district in city.districts),
        "rows_count": 1 + max(district.tile[1] for district in city.districts),
    }


def city_context(city: City, sums: Sequence[PlaceSum], day: date) -> dict[str, Any]:
    """What `home/_landscape.html` and `home/_city.html` show of the season's sums."""
    board = queries.district_board(city, sums, "per_1000")
    size = map_size(city)
    return {
        "landscape": {
            "groves": [_grove(row) for row in board.rows],
            "columns": size["columns"],
            "rows": size["rows_count"],
            "full_mg": GROVE_FULL_MG,
        },
        "season": {
            "label": season_label(day),
            "entries": board.all.entries,
            "comparison": comparison_text(board.all.total.mid_mg, day),
            **_season(board.all),
        },
        "top": [_row(row) for row in board.rows[:_TOP] if row.total.mid_mg > 0],
    }


def _season(row: DistrictFigures) -> dict[str, Any]:
    return {
        "reduction": row.total,
        "participants": row.participants,
        "participation": row.participation,
        "evidence": row.evidence,
    }


def _figures(row: DistrictFigures) -> dict[str, Any]:
    return {
        "rate": row.rate,
        "total": row.total,
        "participants": row.participants,
        "participation": row.participation,
        "evidence": row.evidence,
    }


def _row(row: DistrictFigures) -> dict[str, Any]:
    district, rank = _district(row), row.rank
    assert rank is not None
    name = in_language(district.name)
    return {
        "id": district.id,
        "name": name,
        "label": name,
        "column": district.tile[0],
        "row": district.tile[1],
        "place": rank.place,
        "place_low": rank.best,
        "place_high": rank.worst,
        "tied": rank.tied,
        "residents": district.residents,
        "residents_note": in_language(district.note),
        "residents_status": district.status,
        "confirmed": district.is_confirmed,
        **_figures(row),
    }


def _grove(row: DistrictFigures) -> dict[str, Any]:
    district = _district(row)
    return {
        "id": district.id,
        "label": in_language(district.name),
        "column": district.tile[0],
        "row": district.tile[1],
        "level": min(1.0, row.rate.mid_mg / GROVE_FULL_MG),
        "rate": row.rate,
        "own": False,
    }


def _district(row: DistrictFigures) -> District:
    assert row.district is not None
    return row.district
