"""What the city's front page says, and what a resident takes part in, over all campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events.models import Event, Registration
from campaigns.events.rules import REGISTERED, WAITING
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.queries import Running, running
from campaigns.programme.rules import PUBLIC
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from footprint.boards.queries import CountedPlace, counted_places

_MOST = 100
_counted, _running = JsonRows(CountedPlace, counted_places), JsonRows(Running, running)
_front = CompiledQuery(select(_counted.column, _running.column))


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page says on a day, in its light or after dark. As it comes from the database, so that a page made
    from the same is found again without reading it."""

    today: date
    is_dark: bool
    counted_json: str
    running_json: str

    @property
    def counted(self) -> list[CountedPlace]:
        """Every district that is shown in the season, by id."""
        return sorted(_counted.read(self.counted_json), key=lambda one: one.district_id)

    @property
    def running(self) -> list[Running]:
        """The open campaigns that end first, in that order."""
        return sorted(_running.read(self.running_json), key=lambda one: (one.ends_on, one.id))


def front(database: Database, season: str, today: date, is_dark: bool) -> Front:
    """One statement."""
    (row,) = database.rows(_front, {"period": season, "today": today})
    return Front(today, is_dark, *row)


def joined(session: Session, resident_id: int) -> Sequence[Campaign]:
    """The public campaigns that a resident takes part in, those that end last first."""
    found = (
        select(Campaign)
        .join(Participant, Participant.campaign_id == Campaign.id)
        .where(Participant.resident_id == resident_id, Participant.left_at.is_(None), Campaign.state.in_(PUBLIC))
        .order_by(Campaign.ends_on.desc(), Campaign.id.desc())
    )
    return session.scalars(found.limit(_MOST)).all()


def coming(session: Session, resident_id: int, now: datetime) -> list[tuple[Event, Campaign, str]]:
    """The events ahead for which a resident is registered or waits, with which of the two; soonest first."""
    found = (
        select(Event, Campaign, Registration.state)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.resident_id == resident_id,
            Registration.state.in_((REGISTERED, WAITING)),
            Event.ends_at > now,
            Event.cancelled_at.is_(None),
            Campaign.state.in_(PUBLIC),
        )
        .order_by(Event.starts_at, Event.id)
    )
    return [(event, campaign, state) for event, campaign, state in session.execute(found.limit(_MOST))]
