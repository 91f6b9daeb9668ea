"""A city to measure: many residents, their ledger, and campaigns of every kind with few and with many participants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from benchmarks.population import fill
from campaigns.events.models import Attendance, Event, Registration
from campaigns.families.models import Family
from campaigns.gallery.models import Painting, PaintingWall
from campaigns.organizations.models import Organization
from campaigns.pledges.models import Pledge
from campaigns.programme.models import Campaign, CampaignCount, Participant
from campaigns.rides.models import Ride, RideRoute
from civic.calendar import utc_now
from civic.city.text import Text
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from civic.messages.models import Message
from civic.pictures.models import Picture  # noqa: F401 (a table that campaigns point at)
from footprint.ledger.models import Entry
from footprint.ledger.rebuild import rebuild

KINDS = ("ride", "trio", "community", "family", "painting")
FEW = 20
_MESSAGES = 30
_WORDS = Text({"zh": "测试活动", "en": "A campaign to measure"})
_NONE = Text({})


@dataclass(frozen=True, slots=True)
class Reader:
    """A resident who reads pages: a participant of a campaign of every kind with few, and of one with many."""

    id: int
    entry_id: int
    """An entry of theirs that stands."""
    group: int
    """Which of the campaigns with few participants are theirs."""

    def campaign(self, kind: str, *, many: bool) -> str:
        """The slug of the campaign of that kind that they take part in."""
        return slug(kind, None if many else self.group)


def slug(kind: str, group: int | None) -> str:
    """The campaign with many participants, or that of a group of a few."""
    return f"{kind}-many" if group is None else f"{kind}-{group}"


def build(url: str, *, residents: int, entries: int, readers: int, participants: int, campaigns: int) -> list[Reader]:
    """Fills a migrated, empty database; the readers, as many as asked for, are spread over the population.

    Args:
        participants: how many take part in each campaign with many, readers among them.
        campaigns: how many there are altogether, if the readers need no more.
    """
    database = Database(url)
    ledger = fill(database, residents, entries)
    rebuild(database, ledger.calendar)
    with database.write() as session:
        found = _readers(session, residents, readers)
        _programme(session, found, range(1, min(residents, participants) + 1), campaigns)
        _messages(session, found)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if database.dialect == "postgresql" else "PRAGMA optimize")
    database.dispose()
    return found


def busiest(database: Database) -> tuple[int, int]:
    """The resident with the most entries, and how many those are."""
    with database.read() as session:
        count = func.count().label("count")
        row = session.execute(
            select(Entry.resident_id, count).group_by(Entry.resident_id).order_by(count.desc()).limit(1)
        ).one()
        return row[0], row[1]


def _readers(session: Session, residents: int, count: int) -> list[Reader]:
    asked = list(range(1, residents + 1, max(1, residents // (3 * count))))
    opposite = aliased(Entry)
    undone = exists(select(opposite.id).where(opposite.reverses_id == Entry.id)).correlate(Entry)
    rows = session.execute(
        select(Entry.resident_id, func.max(Entry.id))
        .where(Entry.resident_id.in_(asked), Entry.reverses_id.is_(None), ~undone)
        .group_by(Entry.resident_id)
        .order_by(Entry.resident_id)
    ).all()
    picked = rows[:: max(1, len(rows) // count)][:count]
    return [Reader(row[0], row[1], number // FEW) for number, row in enumerate(picked)]


# Campaigns


def _programme(session: Session, readers: Sequence[Reader], many: Sequence[int], campaigns: int) -> None:
    now = utc_now()
    session.execute(insert(Organization).values(_organization(now)))
    groups = sorted({reader.group for reader in readers})
    everybody = sorted({*many[: max(0, len(many) - len(readers))], *(reader.id for reader in readers)})
    members = {group: [reader.id for reader in readers if reader.group == group] for group in groups}
    filled: list[tuple[str, int | None, list[int]]] = [
        (kind, group, members[group]) for kind in KINDS for group in groups
    ]
    filled += [(kind, None, everybody) for kind in KINDS]
    rows = [_campaign(number, kind, slug(kind, group), now) for number, (kind, group, _) in enumerate(filled, 1)]
    others = range(len(rows) + 1, campaigns + 1)
    rows += [_campaign(number, KINDS[number % len(KINDS)], f"other-{number}", now) for number in others]
    session.execute(insert(Campaign), rows)
    for number, (kind, _, who) in enumerate(filled, 1):
        _fill(session, number, kind, who, now)


def _organization(now: datetime) -> dict[str, Any]:
    said = {"slug": "club", "kind": "club", "name": _WORDS, "about": _WORDS, "district_id": "jingkou"}
    return {"id": 1, **said, "state": "approved", "is_trusted": True, "applied_by_id": 1, "applied_at": now}


def _campaign(number: int, kind: str, named: str, now: datetime) -> dict[str, Any]:
    day = now.date()
    words = dict.fromkeys(("title", "summary", "body", "place"), _WORDS)
    days = {"starts_on": day - timedelta(days=20), "ends_on": day + timedelta(days=20)}
    what = {"slug": named, "series": kind, "kind": kind, "state": "published", "audience": "everyone", "revision": 1}
    made = {"organization_id": 1, "created_by_id": 1, "created_at": now, "published_at": now}
    return {"id": number, **what, **words, **days, **made, "districts": [], "actions": ["bicycle", "walk"]}


def _fill(session: Session, campaign_id: int, kind: str, residents: Sequence[int], now: datetime) -> None:
    """Participants, four dates with everybody registered, and what the kind has of each of them."""
    since = {"joined_on": now.date() - timedelta(days=20), "after_entry_id": 0}
    joined = [{"campaign_id": campaign_id, "resident_id": one, "joined_at": now, **since} for one in residents]
    session.execute(insert(Participant), joined)
    if len(residents) >= MINIMUM:
        nothing = {column.name: 0 for column in CampaignCount.__table__.c if column.name != "counted_at"}
        said = {"campaign_id": campaign_id, "people": len(residents), "counted_at": now}
        session.execute(insert(CampaignCount).values({**nothing, **said}))
    events = list(_events(session, campaign_id, len(residents), now))
    for event_id, is_over in events:
        there = [{"event_id": event_id, "resident_id": one} for one in residents]
        session.execute(insert(Registration).values(state="registered", queued_at=now), there)
        if is_over:
            checked = {"method": "scan", "checked_in_at": now, "recorded_at": now}
            session.execute(insert(Attendance).values(**checked), there)
    if kind in _FILLERS:
        _FILLERS[kind](session, campaign_id, residents, [event_id for event_id, _ in events], now)


def _events(session: Session, campaign_id: int, count: int, now: datetime) -> Iterator[tuple[int, bool]]:
    words = {"name": _WORDS, "place": _WORDS, "feedback_question": _NONE}
    for week in (-1, 1, 2, 3):
        starts_at = now.replace(microsecond=0) + timedelta(weeks=week)
        counted = {"capacity": count, "registered": count, "attended": count if week < 0 else 0}
        event = Event(
            campaign_id=campaign_id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **words, **counted
        )
        session.add(event)
        session.flush()
        yield event.id, week < 0


def _ride(session: Session, _campaign_id: int, residents: Sequence[int], events: list[int], now: datetime) -> None:
    route = {"distance_m": 6000, "level": "easy", "meeting_point": _WORDS, "description": _WORDS, "action": "bicycle"}
    ridden = [["planned", "car", len(residents), 6000 * len(residents)]]
    session.execute(
        insert(RideRoute),
        [{"event_id": one, **route, "ridden": ridden if one == events[0] else []} for one in events],
    )
    rode = {"state": "planned", "option": "car", "distance_m": 6000, "changed_at": now}
    session.execute(insert(Ride), [{"event_id": events[0], "resident_id": one, **rode} for one in residents])


def _pledges(session: Session, campaign_id: int, residents: Sequence[int], _events: list[int], now: datetime) -> None:
    said = {"action": f"measured{campaign_id}", "option": "", "quantity_milli": 1000, "made_at": now}
    session.execute(
        insert(Pledge),
        [{"campaign_id": campaign_id, "household_id": one, "made_by_id": one, **said} for one in residents],
    )


def _families(session: Session, campaign_id: int, residents: Sequence[int], _events: list[int], now: datetime) -> None:
    said = {"campaign_id": campaign_id, "joined_at": now, "joined_on": now.date(), "after_entry_id": 0}
    session.execute(
        insert(Family),
        [{"household_id": one, "name": f"{one}", "tasks_done": one % 9, **said} for one in residents],
    )


def _paintings(session: Session, campaign_id: int, residents: Sequence[int], _events: list[int], now: datetime) -> None:
    words = {"title": "绿", "first_name": "小雨", "age_group": "7-9", "description": "树", "language": "zh"}
    said = {"state": "shown", "consent_version": "1", "consented_at": now, "submitted_at": now}
    session.execute(
        insert(Painting),
        [
            {"campaign_id": campaign_id, "guardian_id": one, "key": f"{campaign_id}-{one}", **words, **said}
            | {"wall_number": number}
            for number, one in enumerate(residents)
        ],
    )
    session.add(PaintingWall(campaign_id=campaign_id, age_group="7-9", size=len(residents), revision=1))


_Filler = Callable[[Session, int, Sequence[int], list[int], datetime], None]
_FILLERS: Mapping[str, _Filler] = {"ride": _ride, "trio": _pledges, "family": _families, "painting": _paintings}


# Messages


def _messages(session: Session, readers: Sequence[Reader]) -> None:
    """An inbox of some weeks for each reader; the newest is unread."""
    now = utc_now()
    said = {"topic": "campaign", "title": "Your certificate is ready", "body": "Thank you.", "values": {}}
    rows = [
        {"resident_id": reader.id, "key": f"measured:{age}", "created_at": now - timedelta(days=age)}
        | {"read_at": now if age else None}
        for reader in readers
        for age in reversed(range(_MESSAGES))
    ]
    session.execute(insert(Message).values(**said), rows)
