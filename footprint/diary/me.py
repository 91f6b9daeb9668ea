"""What 'my footprint' shows: totals and chart of a period, the records by day, one record explained."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import url_for

from civic.calendar import ALL_TIME, Period
from civic.database.engine import Database
from civic.language.locale import gettext
from civic.residents.identity import ResidentActor
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.action import REMOVAL, Action
from footprint.boards.rules import MassInterval
from footprint.boards.views import PERIODS, period_label, season_name, tabs
from footprint.diary import explaining, home_baseline, queries, views
from footprint.diary.panels import ENTRY_NOTES, ENTRY_PANELS
from footprint.diary.queries import Bar, LoggedEntry
from footprint.ledger.rules import CORRECTION, SELF_REPORTED
from footprint.ledger.services import lost_with
from footprint.ledger.undoing import Loss
from footprint.method.views import comparison_text

_RECENT = 5
_CHARTS = ("days", "weeks")
_CHART_DAYS = 14
_CHART_WEEKS = 12


def context(
    database: Database, resident: ResidentActor, today: date, period: str | None, chart: str | None
) -> dict[str, Any]:
    """Everything for `me.html`."""
    period = period if period in PERIODS else "month"
    chart = chart if chart in _CHARTS else "days"
    span = services().calendar.period(period, today) or Period(ALL_TIME, ALL_TIME, date.min, date.max)
    days, me = _chart_spans(today, chart), resident.resident_id
    slices, bars = queries.slices_and_bars(database, me, (span.start, span.end), (days[0].start, days[-1].end))
    return {
        "periods": [_tab(label, kind, chart, kind == period) for kind, label in tabs()],
        "period_label": period_label(period, today),
        "total": views.total(slices),
        "evidence": views.evidence(slices),
        "categories": views.categories(slices),
        "chart": _chart(chart, days, bars),
        "charts": [
            _tab(gettext("14 days"), period, "days", chart == "days"),
            _tab(gettext("12 weeks"), period, "weeks", chart == "weeks"),
        ],
        "removals": _removals(database, me),
        "recent": [views.entry_row(one, today) for one in queries.newest_entries(database, me, limit=_RECENT)],
        "baseline": home_baseline.share_context(database, me, today),
    }


def _removes(action: Action) -> bool:
    """Whether it is a removal that has a figure: where there is none, nothing can be read of it."""
    return action.form == REMOVAL and any(option.method.formula is not None for option in action.options)


def _removals(database: Database, resident_id: int) -> MassInterval | None:
    """What was taken out of the air and is confirmed, of all time; None where there is nothing."""
    removing = [action.id for action in current.catalogue().actions.values() if _removes(action)]
    entries = [entry for action in removing for entry in queries.confirmed(database, resident_id, action)]
    return views.interval(map(explaining.removed_by, entries)) if entries else None


def _tab(label: str, period: str, chart: str, current: bool) -> dict[str, Any]:
    return {"label": label, "href": url_for("diary.me", period=period, chart=chart), "current": current}


def _chart_spans(today: date, chart: str) -> list[Period]:
    if chart == "days":
        days = [today - timedelta(days=back) for back in reversed(range(_CHART_DAYS))]
        return [Period("day", f"day:{day}", day, day) for day in days]
    week = services().calendar.week
    return [week(today - timedelta(weeks=back)) for back in reversed(range(_CHART_WEEKS))]


def _chart(chart: str, spans: Sequence[Period], bars: Sequence[Bar]) -> dict[str, Any]:
    title = gettext("The last 14 days") if chart == "days" else gettext("The last 12 weeks")
    return {"title": title, "bars": views.chart({bar.day: bar for bar in bars}, spans)}


def by_day(entries: Sequence[LoggedEntry], today: date) -> list[dict[str, Any]]:
    """Records grouped by their day, in the order given."""
    return [
        {"day": day, "entries": [views.entry_row(one, today) for one in group]}
        for day, group in groupby(entries, key=lambda one: one.occurred_on)
    ]


def entry_context(entry: LoggedEntry, today: date) -> dict[str, Any]:
    """One record with its calculation, for `entry.html`, and what others have to say about it."""
    notes, panels = (
        [part for draw in services().registry.all(point) if (part := draw(read_session(), entry))]
        for point in (ENTRY_NOTES, ENTRY_PANELS)
    )
    catalogue = explaining.catalogue_of_entry(entry)
    explained = explaining.explanation_of(catalogue, entry)
    district = services().city.district_by_id.get(entry.district_id)
    row = views.entry_row(entry, today)
    return {
        "entry": row,
        "action": views.action_context(explained.action),
        "nothing": views.nothing_context(
            explained.action, explained.option.id, abs(entry.high_mg), abs(entry.credited_milli)
        ),
        "comparison": comparison_text(entry.mid_mg, entry.occurred_on, explained.action),
        "clipped": views.clipped_context(explained.action, entry.quantity_milli, entry.credited_milli),
        "counts_mass": views.counts_mass(explained.action),
        "removal": explained.removal,
        "is_confirmed": entry.tier > SELF_REPORTED,
        "explanation": explaining.explanation_context(catalogue, explained),
        "versions": {"pack": catalogue.version[:12], "recorded_at": explaining.recorded_label(entry)},
        "district": in_language(district.name) if district else entry.district_id,
        "notes": notes,
        "panels": panels,
        "counts_in": season_name(entry.season) if entry.season != _season(entry.occurred_on) else "",
        "opposite": _link(entry.reversed_by),
        "instead": _link(entry.replaced_by),
        "replaces": _link(entry.replaces_id if entry.reverses_id is None else None),
        "is_release": entry.of_hold and entry.reverses_id is None,
        "is_correction": CORRECTION in entry.source,
        "lost": _lost(entry) if row["undoable"] and explained.breakeven_milli else None,
    }


def _link(entry_id: int | None) -> dict[str, str] | None:
    return {"href": url_for("diary.entry", id=entry_id)} if entry_id else None


def _season(day: date) -> str:
    return services().calendar.season(day).key


def _lost(entry: LoggedEntry) -> Loss | None:
    """What an undo would take from later records, None where it takes nothing."""
    lost = lost_with(read_session(), current.ledger(), entry.id)
    return lost if lost.entries else None
