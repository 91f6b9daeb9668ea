"""What the board templates show: standings turned into rows, in the request's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from flask import request, url_for
from flask_login import current_user

from civic.caching.visitor_pages import same_for_visitors
from civic.calendar import ALL_TIME, Period, address_of
from civic.city.pack import City
from civic.disclosure.live import MINIMUM
from civic.documents.preview import Preview
from civic.errors import NotFound
from civic.language import locale
from civic.web.context import services
from civic.web.previews import app_name
from civic.web.templating import in_language
from footprint.boards import rules
from footprint.boards.links import BOARD_LINKS, BoardLink
from footprint.boards.queries import Board, DistrictFigures, Figures
from footprint.method.views import comparison_text, foreign_language

PERIODS = ("week", "month", "season", ALL_TIME)
_TOP = 3
_JUST_ABOVE = 2


def period_key(kind: str, day: date) -> str:
    """The database key of the period of that kind around a day."""
    period = services().calendar.period(kind, day)
    return period.key if period else ALL_TIME


@dataclass(frozen=True, slots=True)
class Shown:
    """The period of a board: `span` is None for all time; `is_over` once its last day has passed."""

    kind: str
    today: date
    span: Period | None

    @property
    def day(self) -> date:
        """A day in it."""
        return min(self.span.end, self.today) if self.span else self.today

    @property
    def key(self) -> str:
        """As the database has it."""
        return self.span.key if self.span else ALL_TIME

    @property
    def is_over(self) -> bool:
        return self.span is not None and self.span.end < self.today

    @property
    def before(self) -> Period | None:
        return services().calendar.period(self.kind, self.span.start - timedelta(days=1)) if self.span else None

    @property
    def after(self) -> Period | None:
        """None where that is still ahead."""
        span = self.span if self.is_over else None
        return services().calendar.period(self.kind, span.end + timedelta(days=1)) if span else None

    @property
    def address(self) -> dict[str, Any]:
        """What an address says of it; the present one has no key."""
        return {"period": self.kind, **({"key": address_of(self.span.key)} if self.span and self.is_over else {})}


def shown_period(kind: str, key: str, today: date) -> Shown:
    """The present period of a kind, or the one that `key` names ("" for none).

    Raises:
        NotFound: there is no such period, or it has not begun.
    """
    calendar = services().calendar
    span = calendar.named(kind, key) if key else calendar.period(kind, today)
    if key and span is None:
        raise NotFound("There is no such period. A week is written like 2026-W46, a month like 2026-10.")
    if span and span.start > today:
        raise NotFound("This period has not begun yet.")
    return Shown(kind, today, span)


def period_label(kind: str, day: date) -> str:
    """The period in words: this week's first day, the month, the season's name, all time."""
    calendar, gettext = services().calendar, locale.gettext
    if kind == "week":
        week = calendar.week(day)
        return gettext("%(first)s to %(last)s", first=locale.short_day(week.start), last=locale.short_day(week.end))
    if kind == "month":
        return locale.month(day)
    return season_label(day) if kind == "season" else gettext("All time")


def ways_on(shown: Shown, has_before: bool) -> dict[str, dict[str, Any] | None]:
    """The periods before and after, for links: {label, address}."""
    return {
        "earlier": _way(shown.kind, shown.before, shown.today) if has_before else None,
        "later": _way(shown.kind, shown.after, shown.today),
    }


def _way(kind: str, span: Period | None, today: date) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"label": period_label(kind, span.start), "address": Shown(kind, today, span).address}


def season_label(day: date) -> str:
    """The name of the season around a day."""
    return season_name(services().calendar.season(day).key)


def last_day(season: str) -> date:
    """The last day of a season, by its key; today where there is none of that name."""
    span = services().calendar.named("season", address_of(season))
    return span.end if span else services().calendar.today()


def season_name(key: str) -> str:
    """A season's name with its year: 2026 autumn."""
    year, _, season_id = address_of(key).partition("-")
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


Facts = TypeVar("Facts")


def offered(look_up: Callable[[], Facts]) -> Facts:
    """What the page at hand is made from; the page may be kept for visitors while that is so."""
    facts = look_up()
    if not current_user.is_resident and "lang" not in request.args and "theme" not in request.args:
        same_for_visitors(facts, look_up)
    return facts


def board_context(
    board: Board, city: City, measure: str, own_district_id: str | None, changes: Mapping[str, rules.Change]
) -> dict[str, Any]:
    """The bands, the city's row and the size of the tile map, for `footprint/boards/_board.html`."""
    bands, hidden = _bands(board, measure), [_row(row, measure) for row in board.hidden]
    return {
        "changes": {
            row.district.id: _change(row, changes[row.district.id]) for row in board.shown if row.district.id in changes
        },
        "rows": [*(row for band in bands for row in band["rows"]), *hidden],
        "bands": bands,
        "hidden": hidden,
        "own": _own(board, own_district_id, measure) if own_district_id else None,
        "all": board.all and {**_figures(board.all), "residents": city.population.residents},
        "least": MINIMUM,
        "census": in_language(city.census),
        "marked": ("recalled", "assumption", "derived", "estimated"),
        **map_size(city),
    }


def _change(row: DistrictFigures, before: rules.Change) -> dict[str, Any]:
    """What a district had in the period before, and how much more or less it is now."""
    assert row.figures
    return {
        "rate_mg": before.rate_mg,
        "participants": before.participants,
        "by_mg": row.figures.rate.mid_mg - before.rate_mg,
        "by_participants": row.figures.participants - before.participants,
        "is_up": before.is_up(row.band),
    }


def _bands(board: Board, measure: str) -> list[dict[str, Any]]:
    return [{"number": band.number, "rows": [_row(row, measure) for row in band.rows]} for band in board.bands]


def _own(board: Board, district_id: str, measure: str) -> dict[str, Any] | None:
    """A reader's own district, and those just above it; None where it is not shown."""
    ranked = [(row.standing.rank, row) for row in board.shown if row.standing]
    own = next((one for one in ranked if one[1].district.id == district_id), None)
    if own is None:
        return None
    above = sorted((one for one in ranked if one[0] < own[0]), key=lambda one: one[0])[-_JUST_ABOVE:]
    return {**_row(own[1], measure), "above": [_row(row, measure) for _, row in above]}


def near_context(board: Board, city: City, district_id: str) -> dict[str, Any]:
    """A reader's own district with those just above it, and its neighbours on the map in the pack's order."""
    mine = city.district_by_id[district_id]
    neighbours = [row for row in board.rows if rules.are_neighbours(row.district.tile, mine.tile)]
    order = {district.id: number for number, district in enumerate(city.districts)}
    return {
        "name": in_language(mine.name),
        "own": _own(board, district_id, "per_1000"),
        "neighbours": [_row(row) for row in sorted(neighbours, key=lambda row: order[row.district.id])],
    }


def map_size(city: City) -> dict[str, int]:
    """Columns and rows of the tile map."""
    return {
        "columns": 1 + max(district.tile[0] for district in city.districts),
        "rows_count": 1 + max(district.tile[1] for district in city.districts),
    }


def city_context(board: Board, city: City, day: date) -> dict[str, Any]:
    """What `home/_city.html` shows of the season around a day as it was counted."""
    return {
        "season": {"label": season_label(day), **_season(board.all, day)},
        "least": MINIMUM,
        "top": podium(board),
        "census": in_language(city.census),
    }


def podium(board: Board) -> list[dict[str, Any]]:
    """The first of a board, for `footprint/boards/_podium.html`."""
    return [_row(row) for row in board.ahead[:_TOP] if row.figures and row.figures.total.mid_mg > 0]


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


def season_context(
    board: Board, city: City, season: str, lines: Sequence[rules.LateLine], more: bool
) -> dict[str, Any]:
    """A season that is over as it was counted, and what was told of it later, for `footprint/boards/season.html`."""
    return {
        "label": season_name(season),
        "bands": _bands(board, "per_1000"),
        "all": board.all and _figures(board.all),
        "late": lines,
        "more_late": more,
        "census": in_language(city.census),
        "least": MINIMUM,
    }


def certificate_context(row: DistrictFigures, season: str) -> dict[str, Any]:
    """A district's part in a season that is over, for `footprint/boards/certificate.html`."""
    assert row.figures
    return {
        "season_label": season_name(season),
        "name": in_language(row.district.name),
        "of": "",
        "total": row.figures.total,
        "rate_mg": row.figures.rate.mid_mg,
        "per": locale.gettext("per 1,000 residents"),
        "participants": row.figures.participants,
        "share": row.figures.participation,
        "band": row.band,
        "back": url_for("boards.season", season=address_of(season)),
    }


def preview(board: Board, day: date) -> Preview:
    """What a chat shows of the boards, in the request's language."""
    words = season_label(day)
    if board.all:
        saved = locale.mass(board.all.total.mid_mg)
        words = locale.gettext("%(season)s: %(amount)s saved", season=words, amount=saved)
    words = f"{words} · {locale.gettext('Saved per 1,000 residents')}"
    lines = [(row["name"], locale.mass(row["rate"].mid_mg)) for row in podium(board)]
    return Preview(app_name(), locale.gettext("Districts ahead"), words, lines)


def board_links() -> list[BoardLink]:
    """All there are, in order."""
    return sorted(services().registry.all(BOARD_LINKS), key=lambda link: link.order)


def link(one: BoardLink, **more: str) -> dict[str, str]:
    """A way to a board for a template; `more` goes into its address."""
    values: dict[str, Any] = {**one.values, **more}
    href = url_for(one.endpoint, **values)
    return {"title": locale.gettext(one.title), "text": locale.gettext(one.text), "href": href, "icon": one.icon}


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


def _row(row: DistrictFigures, measure: str = "per_1000") -> dict[str, Any]:
    """What a row always has, and its figures and standing where there are any."""
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
        "residents_source": district.source,
        "residents_source_lang": foreign_language(district.source),
        "is_shown": row.figures is not None,
        **(_figures(row.figures) if row.figures else {}),
        **(_standing(row.standing, measure) if row.standing else {}),
        "band": row.band,
    }


def _standing(standing: rules.Standing, measure: str) -> dict[str, Any]:
    """`mean` and `shrunk` in mg per 1,000 residents, or as shares."""
    scale = rules.PER_RESIDENTS if measure == "per_1000" else 1
    return {
        "place": standing.rank,
        "place_low": standing.best,
        "place_high": standing.worst,
        "tied": standing.tied,
        "is_ahead": standing.is_ahead,
        "mean": scale * standing.mean,
        "weight": standing.weight,
        "shrunk": scale * standing.shrunk,
    }
