"""Who hears of a week: in review when it is over, or while its goal is open. Only those who asked for it."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from civic.calendar import monday_of
from civic.errors import msgid
from civic.messages.reminders import Reminder
from civic.messages.rules import is_humane
from civic.messages.services import tell
from civic.services import Services
from footprint.rewards import queries, rules

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


def due(services: Services, _session: Session, now: datetime) -> Iterator[Reminder]:
    """The reviews that are to be told at that instant."""
    for period in rules.reviewed(services.calendar, services.calendar.today(now)):
        title, body = _REVIEWS[period.kind]
        name = period.key.partition(":")[2]
        path = f"/me/week?{period.kind}={name}"
        yield Reminder(queries.who_acted(period), f"review:{period.key}", title, body, {}, path)


def tell_of_open_weeks(services: Services, session: Session, now: datetime) -> None:
    """Tells those whose week is open on the one day on which that matters. Looks them up with `session`, which only
    reads, and tells them in a short transaction of its own."""
    local = services.calendar.local(now)
    if not (is_humane(local) and rules.may_tell_of_open_week(local.date())):
        return
    title, body = _OPEN_WEEK
    key = f"open-{services.calendar.week(local.date()).key}"
    for more, residents in _open_weeks(session, local.date(), key).items():
        with services.database.write() as writing:
            tell(
                writing,
                residents,
                key=key,
                topic="reminder",
                title=title,
                body=body,
                values={"days": str(more)},
                path="/me/badges",
                now=now,
            )


def _open_weeks(session: Session, today: date, key: str) -> dict[int, list[int]]:
    """Who is to be told, by the number of days that are left."""
    outages = {one.day for one in queries.outages(session)}
    told = dict[int, list[int]]()
    for one in queries.open_weeks(session, monday_of(today), key):
        more = rules.days_to_tell_of(one.days, outages, one.goal, one.goal_before, today)
        if more:
            told.setdefault(more, []).append(one.resident_id)
    return told
