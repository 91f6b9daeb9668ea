"""What the diary's templates show, in the request's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template
from markupsafe import Markup

from civic.caching.memory import AppCache
from civic.calendar import Period
from civic.denominators.in_force import city_on
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.action import REMOVAL
from footprint.actions.catalogue import Action, Limit
from footprint.boards import queries as boards
from footprint.boards import rules as board_rules
from footprint.boards.queries import CountedPlace
from footprint.boards.rules import MassInterval
from footprint.boards.views import period_key
from footprint.diary import queries
from footprint.diary.queries import LoggedEntry, OftenLogged, Slice
from footprint.landscape.views import own_tree
from footprint.ledger.rules import BACKDATING_DAYS, TIERS, Used, earliest_day, evidence_tier, is_undoable
from footprint.method.views import comparison_text, limit_label, quantity_label

_OFTEN = 4


def counts_mass(action: Action) -> bool:
    """Whether the action can save anything that can be weighed; others earn points, and removals are told apart."""
    return action.form not in ("none", REMOVAL)


def unit_label(action: Action) -> str:
    """The unit in words of the request's language."""
    return in_language(action.unit.name)


def tile(action: Action) -> dict[str, str]:
    """An action as a tile; one that cannot be logged now says in which months it counts."""
    rests = _rest(action, services().calendar.today())
    hint = {"hint": gettext("Only in %(months)s", months=rests)} if rests else {}
    return {"action": action.id, "name": in_language(action.name), "icon": action.icon, **hint}


# Logging


def tiles_context(resident_id: int | None, today: date) -> dict[str, Any]:
    """All actions by habit; a resident's most used ones first."""
    catalogue = current.catalogue()
    often: list[Action] = []
    if resident_id is not None:
        often = _often(_habits(resident_id, today))
    by_hand = [action for action in catalogue.actions.values() if action.is_by_hand]
    by_popularity = sorted(by_hand, key=lambda action: action.popularity)
    groups = [
        {
            "id": group.id,
            "name": in_language(group.name),
            "tiles": [tile(action) for action in by_popularity if action.group == group.id],
        }
        for group in catalogue.groups
    ]
    return {"often": [tile(action) for action in often], "groups": groups}


def _offered_actions(ids: Iterable[str]) -> list[Action]:
    actions = current.catalogue().actions
    return [actions[action] for action in ids if action in actions and actions[action].is_by_hand]


def action_context(action: Action) -> dict[str, Any]:
    """The action as the form's head and its quantity field need it."""
    return {
        "id": action.id,
        "name": in_language(action.name),
        "help": in_language(action.help),
        "icon": action.icon,
        "unit_label": unit_label(action),
        "step": plain(action.amount.step_milli),
        "whole": action.amount.whole,
        "minimum": plain(action.amount.step_milli),
        "maximum": plain(max((limit.max_milli for limit in action.limits), default=10**6)),
        "counts_mass": counts_mass(action),
        "rests": _rest(action, services().calendar.today()),
    }


def _rest(action: Action, today: date) -> str:
    """The months in which an action counts, when no day that can be chosen now lies in one of them; else ""."""
    days = (today - timedelta(days=age) for age in range(BACKDATING_DAYS + 1))
    if not action.months or any(day.month in action.months for day in days):
        return ""
    return locale.month_names(action.months)


def question_context(action: Action) -> dict[str, Any] | None:
    """The method's own question with its answers."""
    if action.question is None:
        return None
    return {
        "field": action.question.field,
        "legend": in_language(action.question.text),
        "help": in_language(action.question.help),
        "choices": [(option.id, in_language(option.name), in_language(option.note)) for option in action.options],
        "decides": action.question.decides,
    }


def nothing_context(action: Action, option: str | None, high_mg: int, credited_milli: int) -> dict[str, str] | None:
    """What to say instead of a figure where nothing can be counted, whatever a limit left; else None."""
    if high_mg or not credited_milli or not counts_mass(action):
        return None
    why = next((in_language(one.note) for one in action.options if one.id == option and one.note), "")
    return {"praise": in_language(action.praise) if action.praise else gettext("Well done!"), "why": why}


def quick_context(action: Action) -> list[dict[str, str]]:
    """Quantities one tap away."""
    return [{"value": plain(milli), "label": quantity_label(action, milli)} for milli in action.amount.quick_milli]


def days_context(today: date, joined_on: date | None) -> list[dict[str, str]]:
    """The days an entry may have, today first; a visitor has only today."""
    first = today if joined_on is None else earliest_day(today, joined_on)
    days = [today - timedelta(days=back) for back in range(BACKDATING_DAYS + 1)]
    return [{"value": day.isoformat(), "label": _day_label(day, today)} for day in days if day >= first]


def _day_label(day: date, today: date) -> str:
    if day == today:
        return gettext("Today, %(day)s", day=locale.short_day(day))
    if day == today - timedelta(days=1):
        return gettext("Yesterday, %(day)s", day=locale.short_day(day))
    return locale.short_day(day)


def plain(milli: int) -> str:
    """A quantity as a form field takes it, the same in every language: 2.5."""
    return f"{milli / 1000:.3f}".rstrip("0").rstrip(".")


def clipped_context(
    action: Action, asked_milli: int, credited_milli: int, cutting: Sequence[Limit] = ()
) -> dict[str, str] | None:
    """What limits cut off, or None where they cut nothing; `cutting` where it is known which of them did."""
    if credited_milli >= asked_milli or not action.limits:
        return None
    return {
        "asked_label": quantity_label(action, asked_milli),
        "credited_label": quantity_label(action, credited_milli),
        "limit_label": _cutting_label(action, credited_milli, cutting or action.limits),
    }


def _cutting_label(action: Action, credited_milli: int, cutting: Sequence[Limit]) -> str:
    """The limit that was met exactly, else those that earlier records may have used up."""
    met = [limit for limit in action.limits if limit.max_milli == credited_milli]
    if met:
        return limit_label(action, met[0])
    limits = gettext("; ").join(limit_label(action, limit) for limit in cutting)
    return gettext("%(limit)s, earlier records included", limit=limits)


def exhausted(action: Action, used: Used, left_milli: int = 0) -> list[Limit]:
    """The limits of which just so much is left."""
    return [limit for limit in action.limits if used.of(limit).left_milli == left_milli]


def usage_context(action: Action, limit: Limit, used: Used) -> dict[str, Any] | None:
    """What was logged under a limit before, None when nothing was."""
    use = used.of(limit)
    if use.used_milli <= 0:
        return None
    return {
        "quantity_label": quantity_label(action, use.used_milli),
        "left_label": quantity_label(action, use.left_milli) if use.left_milli else None,
        "full": not use.left_milli,
        "period": limit.period,
    }


# Entries


def entry_row(entry: LoggedEntry, today: date) -> dict[str, Any]:
    """One line of the diary."""
    is_undone = entry.reversed_by is not None
    is_held = entry.held_by is not None and entry.replaced_by is None
    action = current.catalogue().actions.get(entry.action)
    return {
        "id": entry.id,
        "action": entry.action,
        "action_name": in_language(action.name) if action else entry.action,
        "icon": action.icon if action else "leaf",
        "quantity_label": quantity_label(action, entry.quantity_milli) if action else "",
        "month": locale.month(entry.occurred_on) if action and action.is_monthly else "",
        "on": entry.occurred_on,
        "reduction": MassInterval(entry.low_mg, entry.mid_mg, entry.high_mg),
        "points": entry.points,
        "evidence": TIERS[evidence_tier(entry.tier, entry.source)],
        "clipped": entry.credited_milli < entry.quantity_milli,
        "undone": is_undone,
        "held": is_held,
        "released": entry.released_by is not None,
        "replaced": entry.replaced_by is not None,
        "corrected": entry.corrected_by is not None,
        "undoable": (is_held or not is_undone) and entry.reverses_id is None and _is_undoable(entry, today),
    }


def _is_undoable(entry: LoggedEntry, today: date) -> bool:
    return is_undoable(entry.occurred_on, services().calendar.today(entry.recorded_at), today)


def done_context(entry: LoggedEntry, today: date, cutting: Sequence[Limit]) -> dict[str, Any]:
    """The confirmation of a fresh entry, with the resident's week and the district's place after it."""
    action = current.catalogue().action(entry.action)
    calendar = services().calendar
    week = calendar.week(today)
    span = (week.start, week.end, period_key("week", today))
    mine, places = queries.slices_and_places(services().database, entry.resident_id, *span)
    own = total(mine)
    return {
        "entry": entry_row(entry, today),
        "nothing": nothing_context(action, entry.option, entry.high_mg, entry.credited_milli),
        "comparison": comparison_text(entry.mid_mg, entry.occurred_on, action),
        "clipped": clipped_context(action, entry.quantity_milli, entry.credited_milli, cutting),
        "counts_mass": counts_mass(action),
        "tree": {**own_tree(own["entries"]), "is_newer": entry.occurred_on >= week.start},
        "week": own["reduction"],
        "points_total": own["points"],
        "district": _district_place(entry, places, today),
    }


def _district_place(entry: LoggedEntry, places: Sequence[CountedPlace], today: date) -> dict[str, Any] | None:
    city = city_on(services(), today)
    for row in boards.district_board(city, places, "per_1000").rows:
        if row.district.id == entry.district_id and row.figures:
            name, census = in_language(row.district.name), in_language(city.census)
            return {
                "name": name,
                "rate": row.figures.rate,
                "band": row.band,
                "census": census,
                "residents_status": row.district.status,
            }
    return None


# Totals


def interval(parts: Iterable[Any]) -> MassInterval:
    """The sum of figures with low, mid and high: bounds add linearly, since entries share factors and err together."""
    low = mid = high = 0
    for part in parts:
        low, mid, high = low + part.low_mg, mid + part.mid_mg, high + part.high_mg
    return MassInterval(low, mid, high)


def total(slices: Sequence[Slice]) -> dict[str, Any]:
    """All slices together."""
    return {
        "reduction": interval(slices),
        "entries": sum(part.entries for part in slices),
        "points": sum(part.points for part in slices),
    }


def evidence(slices: Sequence[Slice]) -> dict[str, float]:
    """Shares of the kilograms by evidence tier."""
    amounts = [sum(part.mid_mg for part in slices if part.tier == tier) for tier in TIERS]
    return dict(zip(TIERS.values(), board_rules.shares(amounts), strict=True))


def categories(slices: Sequence[Slice]) -> list[dict[str, Any]]:
    """Sums by habit, the largest saving first; habits that only earn points stand last."""
    catalogue = current.catalogue()
    whole = sum(part.mid_mg for part in slices)
    found = []
    for group in catalogue.groups:
        own = [part for part in slices if _group_of(part.action) == group.id]
        if sum(part.entries for part in own) > 0:
            reduction = interval(own)
            found.append(
                {
                    "name": in_language(group.name),
                    "icon": group.icon,
                    "reduction": reduction,
                    "entries": sum(part.entries for part in own),
                    "share": max(0.0, reduction.mid_mg / whole) if whole > 0 else 0.0,
                }
            )
    return sorted(found, key=lambda item: -item["reduction"].mid_mg)


def _group_of(action_id: str) -> str:
    action = current.catalogue().actions.get(action_id)
    return action.group if action else ""


def home_context(resident_id: int, today: date) -> dict[str, Any]:
    """The resident's own part of the home page."""
    habits = _habits(resident_id, today)
    reduction = MassInterval(
        sum(habit.week_low_mg for habit in habits),
        sum(habit.week_mid_mg for habit in habits),
        sum(habit.week_high_mg for habit in habits),
    )
    often = _often(habits)
    return {
        "mine": {"week": reduction, "entries": sum(habit.week_entries for habit in habits)},
        "often": often,
        "quick_html": _quick_html(tuple(action.id for action in often)),
    }


def _habits(resident_id: int, today: date) -> list[OftenLogged]:
    return queries.habits(services().database, resident_id, today, services().calendar.week(today).start)


def _often(habits: Iterable[OftenLogged]) -> list[Action]:
    return _offered_actions(habit.action for habit in habits if habit.uses > 0)[:_OFTEN]


_quick: AppCache[Markup] = AppCache(capacity=1024)


def _quick_html(actions: tuple[str, ...]) -> Markup:
    """Tiles of these actions, rendered once for all who have the same habits."""

    def render() -> Markup:
        return Markup(render_template("home/_quick.html", quick=[tile(action) for action in _offered_actions(actions)]))  # noqa: S704

    return _quick.get((locale.current().code, actions), render)


def chart(bars: Mapping[date, Any], spans: Sequence[Period]) -> list[dict[str, Any]]:
    """One bar a span of days, empty ones too."""
    return [
        {
            "label": locale.axis_day(span.start),
            "title": locale.short_day(span.start)
            if span.start == span.end
            else gettext("%(first)s to %(last)s", first=locale.short_day(span.start), last=locale.short_day(span.end)),
            "reduction": interval(bar for day, bar in bars.items() if span.start <= day <= span.end),
        }
        for span in spans
    ]
