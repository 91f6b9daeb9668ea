"""Reminders: features say what is due, and people hear of it at humane hours, once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session

from civic.city.text import Text
from civic.feature import ExtensionPoint
from civic.messages.rules import is_humane
from civic.messages.services import tell
from civic.services import Services


@dataclass(frozen=True, slots=True)
class Reminder:
    """What some residents are to be reminded of; the fields are those of `tell`. The same key reaches each once."""

    residents: Iterable[int] | Select[int]
    key: str
    title: str
    body: str
    values: Mapping[str, str | Text]
    path: str


Due = Callable[[Services, Session, datetime], Iterable[Reminder]]
REMINDERS: ExtensionPoint[Due] = ExtensionPoint("reminders")
"""Each gives what is due at that instant: nothing for what is over, moved or cancelled. It may give the same again."""


def remind(app_services: Services, now: datetime) -> int:
    """Tells everybody what is due; how many heard of something. At night nobody does: what is still due then comes
    in the morning."""
    if not is_humane(app_services.calendar.local(now)):
        return 0
    return sum(_remind_of(app_services, due, now) for due in app_services.registry.all(REMINDERS))


def _remind_of(app_services: Services, due: Due, now: datetime) -> int:
    """One feature's reminders, in a transaction of their own."""
    with app_services.database.write() as session:
        return sum(
            tell(
                session,
                one.residents,
                key=one.key,
                topic="reminder",
                title=one.title,
                body=one.body,
                values=one.values,
                path=one.path,
                now=now,
            )
            for one in list(due(app_services, session, now))
        )
