"""CPU time of the list of campaigns and of a campaign's page, against bare Flask on the same server.

    python -m benchmarks.campaigns [--postgresql] [--campaigns 2000] [--participants 20000]

Each kind of campaign is measured with 20 participants and with many; a page is asked for by visitors, by residents who
have seen it as it is, and by residents for whom it must be made.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks import load, people, serving
from benchmarks.pages import against_hello
from benchmarks.population import fill
from campaigns.events.models import Attendance, Event, Registration
from campaigns.families.models import Family
from campaigns.gallery.models import Painting
from campaigns.organizations.models import Organization
from campaigns.pledges.models import Pledge
from campaigns.programme.models import Campaign, CampaignProgress, Participant
from campaigns.rides.models import Ride, RideRoute
from civic.calendar import utc_now
from civic.city.text import Text
from civic.database.engine import Database
from civic.pictures.models import Picture  # noqa: F401 (a table that campaigns point at)
from footprint.ledger.rebuild import rebuild

_KINDS = ("ride", "trio", "community", "family", "painting")
_FEW = 20
_KNOWN, _FRESH = 500, 4_000
_WORDS = Text({"zh": "测试活动", "en": "A campaign to measure"})
_NONE = Text({})
_LIMIT = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--campaigns", type=int, default=2_000)
    parser.add_argument("--participants", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    args = parser.parse_args()
    with serving.database_url("campaigns", postgresql=args.postgresql) as (url, folder):
        _prepare(url, args.campaigns, args.participants)
        rows = _measure(url, folder, args.participants)
    head = ("page", "participants", "who", "CPU µs", "hello µs", "ratio", "limit")
    load.table(f"CPU per answer, {args.campaigns:,} campaigns, against bare Flask on the same server", head, rows)


def _measure(url: str, folder: Path, most: int) -> list[tuple[str, ...]]:
    environ = people.environment(url, folder)
    cookies = [phone.cookie for phone in people.phones(range(1, _FRESH + 1))]
    pages = {("list", ""): "/campaigns"} | {
        (kind, f"{count:,}"): f"/campaigns/{_slug(kind, count)}" for kind in _KINDS for count in (_FEW, most)
    }
    who: Mapping[str, list[str]] = {"visitor": [], "resident": cookies[:_KNOWN], "resident, made anew": cookies}
    rows: list[tuple[str, ...]] = []
    with serving.bare(environ, 8) as (hello_port, hello_pid), serving.product(environ) as (port, pid):
        for (page, count), path in pages.items():
            for name, carried in who.items():
                figures = against_hello(port, pid, hello_port, hello_pid, path, carried)
                rows.append((page, count, name, *figures, f"≤ {_LIMIT}"))
    return rows


# The campaigns


def _slug(kind: str, participants: int) -> str:
    return f"{kind}-{participants}"


def _prepare(url: str, campaigns: int, most: int) -> None:
    database = Database(url)
    ledger = fill(database, most + 1, 10 * most)
    rebuild(database, ledger.calendar)
    now = utc_now()
    with database.write() as session:
        session.execute(insert(Organization).values(_organization(now)))
        measured = [(kind, count) for kind in _KINDS for count in (_FEW, most)]
        rows = [_campaign(number, kind, _slug(kind, count), now) for number, (kind, count) in enumerate(measured, 1)]
        others = range(len(rows) + 1, campaigns + 1)
        rows += [_campaign(number, _KINDS[number % 5], f"other-{number}", now) for number in others]
        session.execute(insert(Campaign), rows)
        for number, (kind, count) in enumerate(measured, 1):
            _fill(session, number, kind, range(1, count + 1), now)
    database.dispose()


def _organization(now: datetime) -> dict[str, Any]:
    said = {"slug": "club", "kind": "club", "name": _WORDS, "about": _WORDS, "district_id": "jingkou"}
    return {"id": 1, **said, "state": "approved", "is_trusted": True, "applied_by_id": 1, "applied_at": now}


def _campaign(number: int, kind: str, slug: str, now: datetime) -> dict[str, Any]:
    day = now.date()
    words = dict.fromkeys(("title", "summary", "body", "place"), _WORDS)
    days = {"starts_on": day - timedelta(days=20), "ends_on": day + timedelta(days=20)}
    what = {"slug": slug, "series": kind, "kind": kind, "state": "published", "audience": "everyone", "revision": 1}
    made = {"organization_id": 1, "created_by_id": 1, "created_at": now, "published_at": now}
    return {"id": number, **what, **words, **days, **made, "districts": [], "actions": ["bicycle", "walk"]}


def _fill(session: Session, campaign_id: int, kind: str, residents: range, now: datetime) -> None:
    """Participants, four dates with everybody registered, and what the kind has of each of them."""
    joined = [{"campaign_id": campaign_id, "resident_id": one, "joined_at": now} for one in residents]
    session.execute(insert(Participant), joined)
    session.execute(insert(CampaignProgress).values(campaign_id=campaign_id, people=len(residents), counted_at=now))
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


def _ride(session: Session, _campaign_id: int, residents: range, events: list[int], now: datetime) -> None:
    route = {"distance_m": 6000, "level": "easy", "meeting_point": _WORDS, "description": _WORDS, "action": "bicycle"}
    ridden = [["planned", "car", len(residents), 6000 * len(residents)]]
    session.execute(
        insert(RideRoute),
        [{"event_id": one, **route, "ridden": ridden if one == events[0] else []} for one in events],
    )
    rode = {"state": "planned", "option": "car", "distance_m": 6000, "changed_at": now}
    session.execute(insert(Ride), [{"event_id": events[0], "resident_id": one, **rode} for one in residents])


def _pledges(session: Session, campaign_id: int, residents: range, _events: list[int], now: datetime) -> None:
    said = {"action": f"measured{campaign_id}", "option": "", "quantity_milli": 1000, "made_at": now}
    session.execute(
        insert(Pledge),
        [{"campaign_id": campaign_id, "household_id": one, "made_by_id": one, **said} for one in residents],
    )


def _families(session: Session, campaign_id: int, residents: range, _events: list[int], now: datetime) -> None:
    session.execute(
        insert(Family),
        [
            {"campaign_id": campaign_id, "household_id": one, "name": f"{one}", "joined_at": now, "tasks_done": one % 9}
            for one in residents
        ],
    )


def _paintings(session: Session, campaign_id: int, residents: range, _events: list[int], now: datetime) -> None:
    words = {"title": "绿", "first_name": "小雨", "age_group": "7-9", "description": "树", "language": "zh"}
    said = {"state": "shown", "consent_version": "1", "consented_at": now, "submitted_at": now}
    session.execute(
        insert(Painting),
        [
            {"campaign_id": campaign_id, "guardian_id": one, "key": f"{campaign_id}-{one}", **words, **said}
            for one in residents
        ],
    )


_Filler = Callable[[Session, int, range, list[int], datetime], None]
_FILLERS: Mapping[str, _Filler] = {"ride": _ride, "trio": _pledges, "family": _families, "painting": _paintings}

if __name__ == "__main__":
    main()
