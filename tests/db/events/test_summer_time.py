"""Events in cities whose clocks go forward and back: what is stored ends after it begins."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from campaigns.events import planning
from campaigns.events.models import Event
from campaigns.events.rules import WEEKLY
from civic.calendar import CityCalendar
from civic.errors import Invalid
from tests.db.events.hall import Hall

NEW_YORK = CityCalendar("America/New_York", [])
LORD_HOWE = CityCalendar("Australia/Lord_Howe", [])
NEW_YEAR = datetime(2027, 1, 2, tzinfo=UTC)
FORWARD, BACK = date(2027, 3, 14), date(2027, 11, 7)


def plan(hall: Hall, calendar: CityCalendar, day: date, begins: time, ends: time, until: date | None = None) -> int:
    """The number of the first event of such a plan."""
    hall.campaign.starts_on, hall.campaign.ends_on = date(2027, 1, 1), date(2027, 12, 31)
    said = replace(hall.plan(begins=begins, ends=ends), day=day)
    more = {"repeat": WEEKLY, "until": until} if until else {}
    with hall.site.database.write() as session:
        key = f"form-{begins}-{ends}"
        return planning.plan_events(session, calendar, hall.campaign, said, form_key=key, now=NEW_YEAR, **more)[0].id


@pytest.mark.parametrize(
    ("calendar", "day", "begins", "ends", "field"),
    [
        (NEW_YORK, FORWARD, time(2, 30), time(3), "begins"),
        (NEW_YORK, FORWARD, time(1), time(2, 30), "ends"),
        (LORD_HOWE, date(2027, 10, 3), time(2), time(2, 30), "begins"),
        (NEW_YORK, BACK, time(1, 30), time(1, 10), "ends"),
    ],
)
def test_times_that_there_are_not_are_refused_beside_their_field(
    hall: Hall, calendar: CityCalendar, day: date, begins: time, ends: time, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        plan(hall, calendar, day, begins, ends)
    assert refusal.value.field == field


def test_a_weekly_date_on_such_a_day_is_refused_too(hall: Hall) -> None:
    with pytest.raises(Invalid) as refusal:
        plan(hall, NEW_YORK, date(2027, 3, 7), time(2, 30), time(3), until=date(2027, 3, 28))
    assert str(FORWARD) in str(refusal.value)


def test_an_hour_that_comes_twice_is_the_first_one(hall: Hall) -> None:
    made = plan(hall, NEW_YORK, BACK, time(1, 30), time(2, 30))
    with hall.site.database.read() as session:
        kept = session.get_one(Event, made)
        assert kept.starts_at == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
        assert kept.ends_at == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)


def test_changing_a_date_to_such_a_time_is_refused(hall: Hall) -> None:
    made = plan(hall, NEW_YORK, FORWARD, time(4), time(5))
    said = replace(hall.plan(begins=time(2, 30), ends=time(3)), day=FORWARD)
    with hall.site.database.write() as session, pytest.raises(Invalid) as refusal:
        planning.change_event(session, NEW_YORK, hall.campaign, made, said, NEW_YEAR)
    assert refusal.value.field == "begins"
