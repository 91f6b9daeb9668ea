"""Residents straight in the database, and the jobs of a night."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from campaigns.moderation.models import Case
from campaigns.organizations.models import Team, TeamMember
from civic.calendar import utc_now
from civic.messages.models import Message
from civic.residents.identity import ResidentActor
from footprint.integrity import jobs, services
from footprint.integrity.models import Flag
from footprint.ledger.models import Entry
from footprint.ledger.projections.resident_total import ResidentTotal
from footprint.ledger.queries import standings
from footprint.ledger.services import Claim, Ledger, record, undo
from footprint.resources import LEDGER
from tests.characters import Site
from tests.organizing import own_organization
from tests.people import settle

TOO_FAR_KM = 600
"""On a bicycle, in a day."""


@dataclass
class Night:
    """What happens to entries while the city sleeps."""

    site: Site
    now: datetime = field(default_factory=utc_now)
    keys: Iterator[int] = field(default_factory=itertools.count)

    @property
    def ledger(self) -> Ledger:
        return self.site.app_services.get(LEDGER)

    def newcomer(self) -> ResidentActor:
        with self.site.database.write() as session:
            return settle(session, self.now - timedelta(days=90))

    def cycled(self, who: ResidentActor, km: int, *, days_ago: int = 0) -> int:
        """An entry's number."""
        return self.did(who, "bicycle", km, "car", days_ago=days_ago)

    def did(
        self, who: ResidentActor, action: str, quantity: int = 1, option: str | None = None, *, days_ago: int = 0
    ) -> int:
        """An entry's number; with the first answer to the action's question, unless another is given."""
        day = self.ledger.calendar.today(self.now) - timedelta(days=days_ago)
        options = self.site.catalogue.actions[action].options
        option = option or (options[0].id if options else None)
        claim = Claim(who.resident_id, f"key-{next(self.keys)}", action, option, quantity * 1000, day)
        with self.site.database.write() as session:
            return record(session, self.ledger, claim, self.now).entry_id

    def team(self, members: Sequence[ResidentActor]) -> None:
        """Puts residents into a team of an organization."""
        with self.site.database.write() as session:
            owner = own_organization(session, self.site.city, members[0].resident_id)
            team = Team(organization_id=owner.id, name="Overnight", code="OVERNIGHT", created_at=self.now)
            session.add(team)
            session.flush()
            joined = [TeamMember(team_id=team.id, resident_id=one.resident_id, joined_at=self.now) for one in members]
            session.add_all(joined)

    def arrived(
        self, people: Sequence[ResidentActor], *, device: bytes | None = None, network: bytes | None = None
    ) -> None:
        """Notes from where they signed in: from one device or one address, and each from another of the rest."""
        with self.site.database.write() as session:
            for who in people:
                own = b"%016d" % who.resident_id
                services.mark_arrival(session, who.resident_id, device or own, network or own, self.now.date())

    def undo(self, who: ResidentActor, entry_id: int) -> None:
        with self.site.database.write() as session:
            undo(session, self.ledger, who.resident_id, entry_id, self.now)

    def look(self) -> int:
        return jobs.look(self.site.app_services, self.now)

    def drop(self, *, after_days: int) -> int:
        return jobs.drop(self.site.app_services, self.now + timedelta(days=after_days))

    def answer(self, who: ResidentActor, flag_id: int, text: str) -> None:
        with self.site.database.write() as session:
            services.answer(session, self.site.app_services.registry, who.resident_id, flag_id, text, self.now)

    def release(self, flag_id: int) -> bool:
        with self.site.database.write() as session:
            return services.release(session, self.ledger.calendar, flag_id, self.now)

    def reject(self, flag_id: int) -> bool:
        with self.site.database.write() as session:
            return services.reject(session, self.ledger.calendar, flag_id, "implausible", self.now)

    # What there is

    def flags(self) -> list[Flag]:
        with self.site.database.read() as session:
            return list(session.scalars(select(Flag).order_by(Flag.id)))

    def cases(self) -> list[Case]:
        with self.site.database.read() as session:
            return list(session.scalars(select(Case).order_by(Case.id)))

    def stands(self, entry_id: int) -> bool:
        with self.site.database.read() as session:
            return not standings(session, [entry_id])[entry_id].is_taken_back

    def entries(self) -> list[Entry]:
        with self.site.database.read() as session:
            return list(session.scalars(select(Entry).order_by(Entry.id)))

    def told(self, who: ResidentActor) -> list[Message]:
        with self.site.database.read() as session:
            mine = select(Message).where(Message.resident_id == who.resident_id)
            return list(session.scalars(mine.order_by(Message.id)))

    def total(self, who: ResidentActor) -> list[tuple[object, ...]]:
        """The resident's derived totals."""
        mine = select(ResidentTotal).where(ResidentTotal.resident_id == who.resident_id)
        with self.site.database.read() as session:
            rows = session.scalars(mine.order_by(ResidentTotal.period))
            return [(row.period, row.entries, row.mid_mg, row.points) for row in rows]
