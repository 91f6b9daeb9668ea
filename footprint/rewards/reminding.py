"""Who hears of a week: in review when it is over, or while its goal is open. Only those who asked for it."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.errors import msgid
from civic.messages.reminders import Reminder
from civic.services import Services
from footprint.rewards import queries, rules, streaks

_REVIEWS = {
    "week": (
        msgid("Your week in review"),
        msgid("What you did last week, what it saved, and one idea for the next one."),
    ),
    "month": (
        msgid("Your month in review"),
        msgid("What you did last month, what it saved, and one idea for the next one."),
    ),
}
_OPEN_WEEK = (
    msgid("Your week: %(days)s to go, if you like"),
    msgid("Something small each day until Sunday, and your goal for this week is reached. If not, all is well too."),
)


def due(services: Services, session: Session, now: datetime) -> Iterator[Reminder]:
    """What is to be told at that instant."""
    if rules.is_time_to_tell(services.calendar.local(now)):
        today = services.calendar.today(now)
        yield from _reviews(services.calendar, today)
        yield from _open_weeks(services.calendar, session, today)


def _reviews(calendar: CityCalendar, today: date) -> Iterator[Reminder]:
    for period in rules.reviewed(calendar, today):
        title, body = _REVIEWS[period.kind]
        name = period.key.partition(":")[2]
        path = f"/me/week?{period.kind}={name}"
        yield Reminder(queries.who_acted(period), f"review:{period.key}", title, body, {}, path)


def _open_weeks(calendar: CityCalendar, session: Session, today: date) -> Iterator[Reminder]:
    if today.weekday() < rules.OPEN_WEEK_FROM:
        return
    monday, told = streaks.monday_of(today), dict[int, list[int]]()
    outages = {one.day for one in queries.outages(session)}
    for one in queries.open_weeks(session, monday):
        more = rules.days_to_tell_of(one.days, outages, streaks.goal_of(monday, one.choices), today)
        told.setdefault(more, []).append(one.resident_id)
    title, body = _OPEN_WEEK
    for more in sorted(set(told) - {0}):
        key = f"open-{calendar.week(today).key}"
        yield Reminder(told[more], key, title, body, {"days": str(more)}, "/me/badges")
