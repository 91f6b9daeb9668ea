"""Asking homes for the one tap: after each week or month that they pledged, and once more in the same week."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.pledges import queries, rules
from campaigns.pledges.services import rhythm_kind
from civic.calendar import CityCalendar, Period
from civic.errors import msgid
from civic.messages.reminders import Reminder
from civic.services import Services
from footprint.resources import CATALOGUE

_ONCE_MORE = msgid(
    "Did you keep your pledge? One tap is enough, until %(until)s. Without an answer nothing is counted, and that is"
    " fine too."
)
_WORDS = {
    ("week", 0): (
        msgid("Did you keep your pledge last week?"),
        msgid("One tap is enough, and what you kept counts."),
    ),
    ("month", 0): (
        msgid("Did you keep your pledge last month?"),
        msgid("One tap is enough, and what you kept counts."),
    ),
    ("week", 1): (
        msgid("Last week is still without an answer"),
        _ONCE_MORE,
    ),
    ("month", 1): (
        msgid("Last month is still without an answer"),
        _ONCE_MORE,
    ),
}


def due(services: Services, session: Session, now: datetime) -> Iterator[Reminder]:
    """What homes are to be asked at that instant: one message for all pledges of a rhythm, whoever of the home answers
    answers for all."""
    calendar = services.calendar
    monthly: dict[bool, list[str]] = {False: [], True: []}
    for action in services.get(CATALOGUE).actions.values():
        monthly[rhythm_kind(action) == "month"].append(action.id)
    for is_monthly, actions in monthly.items():
        period = _last(calendar, now, is_monthly=is_monthly)
        number = rules.call(period, calendar.today(now))
        if number is not None:
            title, body = _WORDS[period.kind, number]
            before = _made_before(calendar, period)
            residents = queries.not_answered(actions, before, period.key)
            values = {"until": rules.open_until(period).isoformat()}
            yield Reminder(residents, f"pledges:{period.key}:{number}", title, body, values, "/me/pledges")


def _last(calendar: CityCalendar, now: datetime, *, is_monthly: bool) -> Period:
    """The week or month that ended last."""
    of = calendar.month if is_monthly else calendar.week
    return of(of(calendar.today(now)).start - timedelta(days=1))


def _made_before(calendar: CityCalendar, period: Period) -> datetime:
    """The instant before which a pledge was made that the period counts for; see `Rhythm.counts`."""
    last_day = period.start if period.kind == "month" else period.end
    return calendar.end_of(last_day)
