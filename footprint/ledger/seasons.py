"""When a season is final: once nothing of it can be logged any more, and nothing of it waits for a decision."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.feature import ExtensionPoint
from footprint.ledger import rules
from footprint.ledger.models import FrozenSeason
from footprint.ledger.projections.place_total import PlaceTotal

STAYS_OPEN: ExtensionPoint[Callable[[Session, datetime], Collection[str]]] = ExtensionPoint("stays open")
"""Each tells the keys of the seasons that must not be frozen at that instant. What it waits for must come to an end by
itself."""


def freeze_seasons(session: Session, calendar: CityCalendar, now: datetime, waiting: Collection[str] = ()) -> list[str]:
    """Freezes every season that ended longer ago than entries may be backdated, but those that are still `waiting`;
    returns their keys."""
    known = set(session.scalars(select(PlaceTotal.period).where(PlaceTotal.period.like("season:%")).distinct()))
    frozen = set(session.scalars(select(FrozenSeason.season)))
    ended = sorted(known - may_be_logged(calendar, calendar.today(now)) - frozen - set(waiting))
    session.add_all(FrozenSeason(season=key, frozen_at=now) for key in ended)
    return ended


def may_be_logged(calendar: CityCalendar, today: date) -> set[str]:
    """The keys of the seasons of whose days something can still be logged."""
    return {calendar.season(today - timedelta(days=age)).key for age in range(rules.BACKDATING_DAYS + 1)}
