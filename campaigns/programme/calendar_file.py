"""A campaign as a calendar file (RFC 5545): its appointments, or its days when it has none. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from campaigns.programme.panels import Appointment


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What a calendar keeps of a campaign; a higher `revision` replaces what was imported before."""

    uid: str
    title: str
    summary: str
    place: str
    url: str
    first: date
    last: date
    changed_at: datetime
    revision: int


def to_ics(entry: CalendarEntry, appointments: Iterable[Appointment], timezone: str) -> bytes:
    """The calendar file; appointments stand in the city's time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tongxing//campaigns//")
    calendar.add("version", "2.0")
    zone = ZoneInfo(timezone)
    dated = list(appointments)
    for one in dated:
        calendar.add_component(_appointment(entry, one, zone))
    if not dated:
        calendar.add_component(_days(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _days(entry: CalendarEntry) -> Event:
    event = _event(entry, entry.uid, entry.title, entry.place)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    return event


def _appointment(entry: CalendarEntry, one: Appointment, zone: ZoneInfo) -> Event:
    event = _event(entry, f"{one.key}.{entry.uid}", one.name or entry.title, one.place or entry.place)
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    if one.is_cancelled:
        event.add("status", "CANCELLED")
    return event


def _event(entry: CalendarEntry, uid: str, title: str, place: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", entry.changed_at)
    event.add("sequence", entry.revision)
    event.add("summary", title)
    event.add("description", f"{entry.summary}\n{entry.url}")
    event.add("url", entry.url)
    if place:
        event.add("location", place)
    return event
