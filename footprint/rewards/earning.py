"""What one deed earned: what would not be there without it. Pure.

It is looked up right after somebody logged, when years may lie behind them. So it looks at what the deed can move
alone, from the newest deed back, and stops as soon as it is clear that nothing is new.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from civic.calendar import CityCalendar, Period, monday_of
from footprint.rewards import badges, streaks
from footprint.rewards.badges import Badge, Deed, Measure
from footprint.rewards.streaks import WEEK, Choice


@dataclass(frozen=True)
class WeekOfDeeds:
    """What somebody did in a week: each action with its days as bits, 1 for Monday, as the database puts it together:
    "bus:5 cup:64"."""

    week_start: date
    done: str

    @cached_property
    def days_by_action(self) -> dict[str, int]:
        """The days of each action, as bits."""
        told = (one.partition(":") for one in self.done.split(" "))
        return {action: int(days) for action, _, days in told}

    @property
    def days(self) -> Iterator[date]:
        """Those on which something was done."""
        bits = 0
        for days in self.days_by_action.values():
            bits |= days
        return days_of_bits(self.week_start, bits)

    def deeds(self, actions: Collection[str] = ()) -> Iterable[Deed]:
        """Those of some actions; of all, if none is named."""
        return [deed for deed in self._deeds if deed.action in actions] if actions else self._deeds

    @cached_property
    def _deeds(self) -> Sequence[Deed]:
        """Made once: each badge looks at them."""
        told = self.days_by_action.items()
        return [Deed(day, action) for action, days in told for day in days_of_bits(self.week_start, days)]


def days_of_bits(monday: date, bits: int) -> Iterator[date]:
    """The days of a week, of which the first is the lowest bit."""
    return (monday + timedelta(days=number) for number in range(7) if bits >> number & 1)


def earned_by(
    deed: Deed, found: Iterable[Badge], history: "History", groups: Mapping[str, str], calendar: CityCalendar
) -> list[Badge]:
    """Those of some badges that a deed earned; weeks in a row are left to `rows_earned_by`, and what is reached with
    others is nobody's own deed."""
    measure = Measure(groups, calendar)
    return [
        badge
        for badge in found
        if badge.counts not in badges.NOT_OF_DEEDS
        and measure.counts_for(badge, deed)
        and _completes(deed, badge, history, measure, calendar)
    ]


def _completes(deed: Deed, badge: Badge, history: "History", measure: Measure, calendar: CityCalendar) -> bool:
    """Whether the others count one thing less than the badge asks for, not this deed's, and earned it at no other
    time."""
    window = None if badge.within == badges.EVER else calendar.period(badge.within, deed.day)
    own, things = measure.thing(badge, deed), set[str]()
    for other in history.others(deed, badge.actions, window):
        if measure.counts_for(badge, other):
            things.add(measure.thing(badge, other))
            if own in things or len(things) == badge.target:
                return False
    return len(things) == badge.target - 1 and not (window and _was_earned(deed, badge, history, measure))


def _was_earned(deed: Deed, badge: Badge, history: "History", measure: Measure) -> bool:
    """Whether the others earned it in whichever window."""
    things: dict[str, set[str]] = {}
    for other in history.others(deed, badge.actions, None):
        if measure.counts_for(badge, other):
            in_window = things.setdefault(measure.window(badge.within, other.day), set())
            in_window.add(measure.thing(badge, other))
            if len(in_window) == badge.target:
                return True
    return False


@dataclass(frozen=True, slots=True)
class History:
    """Weeks with deeds, the newest first; goals; days on which the service was down."""

    weeks: Sequence[WeekOfDeeds]
    choices: Sequence[Choice]
    outages: Collection[date]

    def others(self, deed: Deed, actions: Collection[str], window: Period | None) -> Iterator[Deed]:
        """The deeds besides one, of some actions (of all, if none is named), within a period if there is one."""
        for week in self.weeks:
            if window and week.week_start + WEEK <= window.start:
                return
            for other in week.deeds(actions):
                if other != deed and (window is None or window.start <= other.day <= window.end):
                    yield other

    def days(self) -> set[date]:
        """Those on which something was done."""
        return {day for week in self.weeks for day in week.days}


def reaches_goal(deed: Deed, history: History, calendar: CityCalendar) -> bool:
    """Whether the goal of its week was reached with a deed: its day is new to the week, and the last one needed."""
    week = calendar.week(deed.day)
    counted = {other.day for other in history.others(deed, (), week)}
    counted.update(day for day in history.outages if week.start <= day <= week.end)
    return deed.day not in counted and len(counted) + 1 == streaks.goal_of(week.start, history.choices)


def rows_earned_by(deed: Deed, found: Iterable[Badge], history: History, today: date) -> list[Badge]:
    """The badges for weeks in a row that a deed earned with which the goal of its week was reached."""
    rows = [badge for badge in found if badge.counts == badges.ROW]
    monday, days = monday_of(deed.day), history.days()
    now = streaks.weeks(days, history.outages, history.choices, today)
    reached = [(badge, streaks.reached_in_a_row(now, badge.target)) for badge in rows]
    late = [badge for badge, on in reached if on and on >= monday]
    if not late:
        return []
    before = streaks.weeks(days - {deed.day}, history.outages, history.choices, today)
    return [badge for badge in late if streaks.reached_in_a_row(before, badge.target) is None]
