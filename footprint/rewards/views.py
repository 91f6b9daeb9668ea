"""What the pages of rewards show, in the reader's language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from civic.calendar import Period, monday_of
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.catalogue import Action
from footprint.boards.views import period_label
from footprint.diary import queries as diary
from footprint.diary import views as diary_views
from footprint.diary.queries import LoggedEntry
from footprint.rewards import badges, earning, queries, rules, streaks
from footprint.rewards.badges import Badge, Deed, Judged, LevelReached, Rewards
from footprint.rewards.queries import Facts
from footprint.rewards.resources import HISTORY, REWARDS
from footprint.rewards.streaks import Week

_WEEKS_SHOWN = 8


@dataclass(frozen=True)
class State:
    """All that somebody's rewards are judged by, and the judgement, made when it is asked for."""

    deeds: Sequence[Deed]
    facts: Facts
    today: date

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """From the first with a deed to this one."""
        days = {deed.day for deed in self.deeds}
        return streaks.weeks(days, self.facts.outages, self.facts.choices, self.today)

    @cached_property
    def judged(self) -> Sequence[Judged]:
        """Every badge of the pack."""
        calendar, together = services().calendar, self.facts.together
        return badges.judge(_rewards(), self.deeds, self.weeks, _groups(), calendar, self.today, together)

    @property
    def earned(self) -> list[Judged]:
        """The badges that were earned."""
        return [one for one in self.judged if one.earned_on]

    @property
    def level(self) -> LevelReached:
        """The level that all points give."""
        return badges.level_reached(_rewards().levels, self.facts.points)


def state(resident_id: int, today: date) -> State:
    """A resident's rewards as they stand now; one statement."""
    deeds, facts = services().get(HISTORY).of(services().database, resident_id)
    return State(deeds, facts, today)


def _rewards() -> Rewards:
    return services().get(REWARDS)


def _groups() -> Mapping[str, str]:
    return {action.id: action.group for action in current.catalogue().actions.values()}


# The wall


def wall_context(found: State, today: date) -> dict[str, Any]:
    """Badges by section, the level, the row of weeks."""
    earned = {one.badge.id for one in found.earned}
    shown = [one for one in found.judged if not one.badge.after or one.badge.after in earned]
    return {
        "sections": [_section(name, id_, shown) for id_, name in _sections()],
        "earned": len(earned),
        "badges": len(found.judged),
        "level": level_context(found.level),
        "row": row_context(found, today),
    }


def _sections() -> Iterable[tuple[str, str]]:
    return [(section.id, in_language(section.name)) for section in _rewards().sections]


def _section(name: str, section_id: str, judged: Iterable[Judged]) -> dict[str, Any]:
    own = [one for one in judged if one.badge.section == section_id]
    ordered = sorted(own, key=lambda one: (one.earned_on is None, one.earned_on or date.min))
    return {"id": section_id, "name": name, "badges": [badge_row(one) for one in ordered]}


def badge_row(judged: Judged) -> dict[str, Any]:
    """A badge as a line of the wall."""
    badge = judged.badge
    return {
        "name": in_language(badge.name),
        "about": in_language(badge.about),
        "icon": badge.icon,
        "earned_on": judged.earned_on,
        "count": judged.count,
        "target": badge.target,
        "share": judged.count / badge.target,
        "window": _window(badge),
    }


def _window(badge: Badge) -> str:
    """Within what the count of an open badge was taken, "" for all time."""
    words = {
        badges.WEEK: gettext("this week"),
        badges.MONTH: gettext("this month"),
        badges.SEASON: gettext("this season"),
    }
    return words.get(badge.within, "")


def level_context(reached: LevelReached) -> dict[str, Any] | None:
    """The level, its place's name and what comes next; None where the pack has no levels."""
    if reached.level is None:
        return None
    following = reached.following
    return {
        "number": reached.number,
        "name": in_language(reached.level.name),
        "points": reached.points,
        "next": in_language(following.name) if following else "",
        "missing": reached.missing,
        "share": reached.share,
    }


def row_context(found: State, today: date) -> dict[str, Any]:
    """The last weeks as marks, this week's days, the weeks of rest that are kept."""
    this = streaks.this_week(found.weeks, found.facts.choices, today)
    return {
        "length": this.row,
        "goal": this.goal,
        "done": len(this.days),
        "reached": this.state == streaks.REACHED,
        "rests": this.rests,
        "weeks": [_mark(week) for week in found.weeks[-_WEEKS_SHOWN:]],
        "days": [_day_mark(this.monday + timedelta(days=number), this.days, found) for number in range(7)],
    }


def _mark(week: Week) -> dict[str, Any]:
    said = {
        streaks.REACHED: gettext("goal reached"),
        streaks.RESTED: gettext("a week of rest used"),
        streaks.OPEN: gettext("still open"),
        streaks.MISSED: gettext("a quiet week"),
    }
    signs = {streaks.REACHED: "●", streaks.RESTED: "◐"}
    label = gettext("Week of %(day)s", day=locale.short_day(week.monday))
    return {
        "sign": signs.get(week.state, "○"),
        "said": said[week.state],
        "label": label,
        "count": len(week.days),
        "goal": week.goal,
    }


def _day_mark(day: date, days: Collection[date], found: State) -> dict[str, Any]:
    acted = any(deed.day == day for deed in found.deeds) if day in days else False
    return {"label": locale.short_day(day), "sign": "●" if day in days else "○", "counts": day in days, "acted": acted}


# Right after logging


def done_panel(entry: LoggedEntry) -> Markup | None:
    """What this very entry earned: badges, and the goal of its week."""
    deed, calendar = Deed(entry.occurred_on, entry.action), services().calendar
    history = queries.history_if_first(services().database, entry.resident_id, deed)
    if history is None:
        return None
    offered, reached = _rewards().badges, earning.reaches_goal(deed, history, calendar)
    new = earning.earned_by(deed, offered, history, _groups(), calendar)
    if reached:
        new += earning.rows_earned_by(deed, offered, history, calendar.today())
    if not (new or reached):
        return None
    names = [in_language(badge.name) for badge in new]
    return Markup(render_template("footprint/rewards/_earned.html", badges=names, reached=reached))  # noqa: S704


# A week or month in review


def review_context(found: State, resident_id: int, period: Period, today: date) -> dict[str, Any]:
    """Days, kilograms, what they were before, what was new, one idea."""
    calendar, database = services().calendar, services().database
    earlier = calendar.before(period)
    slices, bars = diary.slices_and_bars(
        database, resident_id, (period.start, period.end), (earlier.start, earlier.end)
    )
    days = {deed.day for deed in found.deeds}
    return {
        "kind": period.kind,
        "label": _label(period),
        "is_over": period.end < today,
        "days": _within(days, period),
        "days_before": _within(days, earlier),
        "total": diary_views.total(slices),
        "before": diary_views.interval(bars),
        "before_label": _label(earlier),
        "new_actions": [_action_row(action) for action in rules.first_times(found.deeds, period)],
        "new_badges": [badge_row(one) for one in found.earned if _lies_in(one.earned_on, period)],
        "idea": _idea(found.deeds, period, today),
        "older": _link(earlier) if days and earlier.end >= min(days) else None,
        "newer": _link(calendar.after(period)) if period.end < today else None,
        "tabs": [
            _tab(kind, label, calendar.period(kind, min(period.end, today)), period)
            for kind, label in (("week", gettext("A week")), ("month", gettext("A month")))
        ],
    }


def _within(days: Iterable[date], period: Period) -> int:
    return sum(period.start <= day <= period.end for day in days)


def _lies_in(day: date | None, period: Period) -> bool:
    return day is not None and period.start <= day <= period.end


def _label(period: Period) -> str:
    return period_label(period.kind, period.start)


def _link(period: Period) -> dict[str, str]:
    key = period.key.partition(":")[2]
    return {"href": f"{url_for('rewards.review')}?{period.kind}={key}", "label": _label(period)}


def _tab(kind: str, label: str, other: Period | None, shown: Period) -> dict[str, Any]:
    assert other is not None
    return {"label": label, "href": _link(other)["href"], "current": kind == shown.kind}


def _action_row(action_id: str) -> dict[str, str]:
    action = current.catalogue().actions.get(action_id)
    return {"name": in_language(action.name) if action else action_id, "icon": action.icon if action else "leaf"}


def _idea(deeds: Sequence[Deed], period: Period, today: date) -> dict[str, Any] | None:
    offered = sorted(current.catalogue().actions.values(), key=lambda action: action.popularity)
    in_season = [action.id for action in offered if action.is_by_hand and _counts_in(action, today)]
    found = rules.idea(deeds, period, _groups(), in_season, today)
    return {**_action_row(found.action), "action": found.action, "known": found.is_known} if found else None


def _counts_in(action: Action, today: date) -> bool:
    return not action.months or today.month in action.months


# The goal


def goal_context(found: State, today: date) -> dict[str, Any]:
    """This week's goal, the one that holds from the next week, the suggestion."""
    monday = monday_of(today)
    return {
        "this_week": streaks.goal_of(monday, found.facts.choices),
        "next_week": streaks.goal_of(monday + streaks.WEEK, found.facts.choices),
        "suggested": streaks.suggested_goal({deed.day for deed in found.deeds}, today),
        "row": row_context(found, today),
        "rest_every": streaks.REST_EVERY,
        "rests_most": streaks.RESTS_MOST,
    }


def goal_choices() -> list[tuple[str, str]]:
    """One to seven days."""
    return [(str(days), locale.ngettext("%(num)s day a week", "%(num)s days a week", days)) for days in range(1, 8)]
