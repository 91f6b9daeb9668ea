"""A community campaign with residents who register and come; whatever a test does not say happens now."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from campaigns.events import planning, queries, registering, services
from campaigns.events.models import Attendance, Event, Registration
from campaigns.events.planning import EventPlan
from campaigns.events.rules import REGISTERED, SCAN, WAITING
from campaigns.events.services import Arrival, Outcome
from campaigns.programme.models import Campaign
from civic.calendar import CityCalendar, utc_now
from civic.city.text import Text
from civic.messages.models import Message
from civic.residents.identity import ResidentActor
from footprint.ledger.models import Entry
from footprint.ledger.services import Ledger
from footprint.resources import LEDGER
from tests.characters import Site
from tests.gatherings import just_over
from tests.organizing import actor_of, campaign, organizer
from tests.people import settle

WORDS = Text({"zh": "清洁江边", "en": "River clean-up"})


@dataclass
class Hall:
    """A site with a campaign that runs from yesterday on, and its organizer."""

    site: Site
    campaign: Campaign
    boss: ResidentActor
    ledger: Ledger
    now: datetime = field(default_factory=utc_now)

    @classmethod
    def found(cls, site: Site) -> "Hall":
        boss = organizer(site)
        slug = campaign(site, "community", boss)
        with site.database.read() as session:
            found = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
            return cls(site, found, actor_of(session, boss), site.app_services.get(LEDGER))

    @property
    def calendar(self) -> CityCalendar:
        return self.site.app_services.calendar

    def plan(self, days: int = 1, capacity: int | None = None, **differing: Any) -> EventPlan:
        day = self.site.today + timedelta(days=days)
        said = {"begins": time(9), "ends": time(11), "minors_need_guardian": True, "feedback_question": WORDS}
        return EventPlan(name=WORDS, place=WORDS, day=day, capacity=capacity, **{**said, **differing})

    def event(self, capacity: int | None = None, days: int = 1, **differing: Any) -> int:
        """A new event, tomorrow morning; its number."""
        return self.events(self.plan(days, capacity, **differing))[0]

    def events(self, plan: EventPlan, key: str = "", **more: Any) -> list[int]:
        key = key or f"form-{self.count(Event)}"
        with self.site.database.write() as session:
            made = planning.plan_events(session, self.calendar, self.campaign, plan, form_key=key, now=self.now, **more)
            return [one.id for one in made]

    def begin(self, event_id: int) -> None:
        """Moves an event so that it is just over: its door is open."""
        with self.site.database.write() as session:
            event = session.get_one(Event, event_id)
            event.starts_at, event.ends_at = just_over(self.calendar, self.now)

    def newcomer(self, joined_days_ago: int = 10) -> ResidentActor:
        with self.site.database.write() as session:
            since = self.now - timedelta(days=joined_days_ago)
            return settle(session, since, district=self.site.city.districts[0].id)

    def newcomers(self, number: int) -> list[ResidentActor]:
        return [self.newcomer() for _ in range(number)]

    def register(self, event_id: int, who: ResidentActor, minors: int = 0, **more: Any) -> str:
        with self.site.database.write() as session:
            more = {"guardian": minors > 0, "now": self.now, **more}
            return registering.register(
                session, self.calendar, self.campaign, event_id, who, minors=minors, **more
            ).state

    def unregister(self, event_id: int, who: ResidentActor) -> None:
        with self.site.database.write() as session:
            registering.unregister(session, self.calendar, self.campaign, event_id, who.resident_id, self.now)

    def change(self, event_id: int, plan: EventPlan) -> None:
        with self.site.database.write() as session:
            planning.change_event(session, self.calendar, self.campaign, event_id, plan, self.now)

    def check_in(self, event_id: int, who: ResidentActor, at: datetime | None = None, **more: Any) -> Outcome:
        now = more.pop("now", self.now)
        arrival = Arrival(event_id, who.resident_id, more.get("method", SCAN), at or now, self.boss.account_id)
        with self.site.database.write() as session:
            return services.check_in_many(session, self.ledger, [arrival], now, action="community")[0]

    def take_back(self, event_id: int, attendance_id: int) -> None:
        with self.site.database.write() as session:
            event = session.get_one(Event, event_id)
            services.take_back(session, self.ledger, event, attendance_id, self.boss, self.now)

    # Looking

    def count(self, table: Any) -> int:
        with self.site.database.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def state(self, event_id: int, who: ResidentActor) -> str | None:
        with self.site.database.read() as session:
            found = queries.registration(session, event_id, who.resident_id)
            return found.state if found else None

    def look(self, event_id: int) -> Event:
        with self.site.database.read() as session:
            return session.get_one(Event, event_id)

    def entries(self, who: ResidentActor) -> list[Entry]:
        with self.site.database.read() as session:
            return list(session.scalars(select(Entry).where(Entry.resident_id == who.resident_id).order_by(Entry.id)))

    def titles(self, who: ResidentActor) -> list[str]:
        with self.site.database.read() as session:
            return list(session.scalars(select(Message.title).where(Message.resident_id == who.resident_id)))

    def counters(self, event_id: int) -> tuple[int, int, int]:
        event = self.look(event_id)
        return event.registered, event.waiting, event.attended

    def rows(self, event_id: int) -> tuple[int, int, int]:
        """What the counters must say, counted from the rows."""
        with self.site.database.read() as session:
            known = session.scalars(select(Registration).where(Registration.event_id == event_id)).all()
            came = session.scalars(
                select(Attendance).where(Attendance.event_id == event_id, Attendance.taken_back_at.is_(None))
            ).all()
        people = {state: sum(1 + one.minors for one in known if one.state == state) for state in (REGISTERED, WAITING)}
        return people[REGISTERED], people[WAITING], len(came)
