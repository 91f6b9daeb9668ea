"""What badges and levels ask for, and when somebody earned them. Pure.

A badge counts different things (days, actions, groups, weeks, months, seasons), of some deeds or of all, ever or
within one week, month or season; or what was reached together with others. How often or how much somebody logged in a
day changes nothing, and neither does the order: a deed is a day and an action. Nothing is stored, so nothing is awarded
twice, and what is undone is taken back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civic.calendar import CityCalendar
from civic.city.text import Text
from footprint.rewards import streaks
from footprint.rewards.streaks import Week

DAYS, ACTIONS, GROUPS, WEEKS, MONTHS, SEASONS, ROW = "days", "actions", "groups", "weeks", "months", "seasons", "row"
CHALLENGES = "challenges"
COUNTED = (DAYS, ACTIONS, GROUPS, WEEKS, MONTHS, SEASONS, ROW, CHALLENGES)
"""What a badge counts; `row` are weeks in a row whose goal was reached, `challenges` what was reached with others."""
NOT_OF_DEEDS = (ROW, CHALLENGES)
"""What no single action or season of the year has a part in."""
EVER, WEEK, MONTH, SEASON = "ever", "week", "month", "season"
WINDOWS = (EVER, WEEK, MONTH, SEASON)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the wall."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Badge:
    """`target` different things of one kind, in deeds of these actions (all of them, if none is named) and of this
    season of the year (any, if it is "")."""

    id: str
    section: str
    icon: str
    name: Text
    about: Text
    counts: str
    target: int
    within: str
    actions: frozenset[str]
    season: str
    after: str
    """A badge of the same kind that comes before it, or ""."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level with the name of a place, from so many points on."""

    points: int
    name: Text


@dataclass(frozen=True, slots=True)
class Rewards:
    """What a pack gives."""

    sections: tuple[Section, ...]
    badges: tuple[Badge, ...]
    levels: tuple[Level, ...]


NO_REWARDS = Rewards((), (), ())


@dataclass(frozen=True, slots=True)
class Deed:
    """An action on a day."""

    day: date
    action: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A badge, the day on which it was earned (None: not yet), and how far it is now."""

    badge: Badge
    earned_on: date | None
    count: int


def judge(
    rewards: Rewards,
    deeds: Iterable[Deed],
    weeks: Sequence[Week],
    groups: Mapping[str, str],
    calendar: CityCalendar,
    today: date,
    together: Sequence[date] = (),
) -> list[Judged]:
    """Every badge of the pack, in its order.

    Args:
        deeds: each once, in any order.
        weeks: as `streaks.weeks` gives them.
        groups: the group of each action.
        together: the days on which something was reached with others, in any order.
    """
    ordered, measure = sorted(deeds, key=lambda deed: (deed.day, deed.action)), Measure(groups, calendar)
    return [
        _of_challenges(badge, sorted(together))
        if badge.counts == CHALLENGES
        else _judged(badge, ordered, measure, weeks, today)
        for badge in rewards.badges
    ]


def _of_challenges(badge: Badge, reached: Sequence[date]) -> Judged:
    return _told(badge, reached[badge.target - 1] if len(reached) >= badge.target else None, len(reached))


def _judged(badge: Badge, deeds: Iterable[Deed], measure: "Measure", weeks: Sequence[Week], today: date) -> Judged:
    if badge.counts == ROW:
        return _told(badge, streaks.reached_in_a_row(weeks, badge.target), weeks[-1].row if weeks else 0)
    things: dict[str, set[str]] = {}
    for deed in deeds:
        if measure.counts_for(badge, deed):
            in_window = things.setdefault(measure.window(badge.within, deed.day), set())
            in_window.add(measure.thing(badge, deed))
            if len(in_window) == badge.target:
                return _told(badge, deed.day, badge.target)
    return _told(badge, None, len(things.get(measure.window(badge.within, today), ())))


def _told(badge: Badge, earned_on: date | None, count: int) -> Judged:
    return Judged(badge, earned_on, badge.target if earned_on else min(count, badge.target - 1))


class Measure:
    """What deeds are when things are counted; each day is looked up once."""

    def __init__(self, groups: Mapping[str, str], calendar: CityCalendar) -> None:
        self._groups = groups
        self._of_day: dict[str, Callable[[date], str]] = {
            EVER: lambda _day: "",
            WEEK: lambda day: calendar.week(day).key,
            MONTH: lambda day: calendar.month(day).key,
            SEASON: lambda day: calendar.season(day).key,
        }
        self._known: dict[tuple[str, date], str] = {}

    def counts_for(self, badge: Badge, deed: Deed) -> bool:
        """Whether it is one of the badge's actions, in its season of the year."""
        if badge.actions and deed.action not in badge.actions:
            return False
        return not badge.season or self._season(deed.day) == badge.season

    def window(self, within: str, day: date) -> str:
        """The week, month or season that holds the day."""
        found = self._known.get((within, day))
        if found is None:
            found = self._known[within, day] = self._of_day[within](day)
        return found

    def thing(self, badge: Badge, deed: Deed) -> str:
        """What a deed is one of."""
        if badge.counts == ACTIONS:
            return deed.action
        if badge.counts == GROUPS:
            return self._groups.get(deed.action, "")
        if badge.counts == DAYS:
            return deed.day.isoformat()
        if badge.counts == SEASONS:
            return self._season(deed.day)
        return self.window({WEEKS: WEEK, MONTHS: MONTH}[badge.counts], deed.day)

    def _season(self, day: date) -> str:
        """The season of the year: spring, in whichever year."""
        return self.window(SEASON, day).partition("-")[2]


# Levels


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The level that somebody has (None: the pack has none), the one that comes next, and the points to it."""

    number: int
    level: Level | None
    following: Level | None
    points: int

    @property
    def missing(self) -> int:
        """Points to the next level, 0 on the last one."""
        return self.following.points - self.points if self.following else 0

    @property
    def share(self) -> float:
        """How much of the way to the next level is done."""
        if not self.level or not self.following:
            return 1.0
        return (self.points - self.level.points) / (self.following.points - self.level.points)


def level_reached(levels: Sequence[Level], points: int) -> LevelReached:
    """The level of somebody with so many points; the first one begins with none."""
    reached = [level for level in levels if level.points <= points]
    following = levels[len(reached)] if len(reached) < len(levels) else None
    return LevelReached(len(reached), reached[-1] if reached else None, following, points)
