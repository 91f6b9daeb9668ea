"""500 check-ins on one event through HTTP, by many organizers' phones at once, each of them sent twice.

    python -m benchmarks.checkins [--postgresql] [--people 500] [--phones 16]

Every resident's code is posted by two phones at about the same moment. None may be lost, none counted twice.
"""

import argparse
import itertools
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import func, insert, select

from benchmarks import load, people, serving
from benchmarks.load import Connection, post
from benchmarks.population import fill
from campaigns.events import rules
from campaigns.events.models import Attendance, Event, Registration
from campaigns.organizations.models import Membership, Organization
from campaigns.programme.models import Campaign
from civic.calendar import CityCalendar, utc_now
from civic.city.text import Text
from civic.database.engine import Database
from footprint.ledger.models import Entry
from footprint.ledger.rebuild import rebuild
from footprint.ledger.verify import verify

_SLUG, _EVENT, _ORGANIZER = "ride", 1, 1
_WORDS = Text({"zh": "骑行", "en": "Ride"})


@dataclass
class _Run:
    """What the phones saw: statuses, seconds of each answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--phones", type=int, default=16)
    args = parser.parse_args()
    with serving.database_url("checkins", postgresql=args.postgresql) as (url, folder):
        calendar = _prepare(url, args.people)
        with serving.product(people.environment(url, folder)) as (port, pid):
            before = load.cpu_seconds(pid)
            run, elapsed_s = _check_in(port, args.people, args.phones)
            cpu_s = load.cpu_seconds(pid) - before
        _prove(url, args.people, calendar)
    name = url.split(":")[0].split("+")[0]
    p50, p99 = statistics.median(run.seconds), sorted(run.seconds)[int(len(run.seconds) * 0.99)]
    row = (
        name,
        f"{args.people}",
        f"{len(run.seconds)}",
        f"{elapsed_s:.1f}",
        f"{len(run.seconds) / elapsed_s * 60:.0f}",
        f"{p50 * 1e3:.0f}",
        f"{p99 * 1e3:.0f}",
        f"{cpu_s / len(run.seconds) * 1e3:.1f}",
    )
    head = ("database", "people", "answers", "seconds", "a minute", "p50 ms", "p99 ms", "CPU ms")
    load.table(f"Check-ins on one event through HTTP, {args.phones} phones", head, [row])
    print(f"statuses {dict(run.statuses)}; every one of {args.people} attended once; the ledger verifies")


def _prepare(url: str, count: int) -> CityCalendar:
    """A population, and a campaign with one event that has just begun; everybody is registered."""
    database = Database(url)
    calendar = fill(database, max(count + 1, 2000), 10_000).calendar
    rebuild(database, calendar)
    now = utc_now()
    with database.write() as session:
        session.execute(insert(Organization).values(_organization(now)))
        session.execute(
            insert(Membership).values(organization_id=1, resident_id=_ORGANIZER, role="owner", since=now, ends_at=None)
        )
        session.execute(insert(Campaign).values(_campaign(now)))
        session.execute(insert(Event).values(_event(now, count)))
        rows = [
            {"event_id": _EVENT, "resident_id": number, "state": "registered", "minors": 0, "queued_at": now}
            for number in range(2, count + 2)
        ]
        session.execute(insert(Registration), rows)
    database.dispose()
    return calendar


def _organization(now: datetime) -> dict[str, object]:
    said = {"slug": "club", "kind": "club", "name": _WORDS, "about": _WORDS, "district_id": "jingkou"}
    return {"id": 1, **said, "state": "approved", "is_trusted": True, "applied_by_id": _ORGANIZER, "applied_at": now}


def _campaign(now: datetime) -> dict[str, object]:
    day = now.date()
    said = dict.fromkeys(("title", "summary", "body", "place"), _WORDS)
    days = {"starts_on": day - timedelta(days=2), "ends_on": day + timedelta(days=9)}
    what = {"slug": _SLUG, "series": "community", "kind": "community", "state": "published", "audience": "everyone"}
    made = {"organization_id": 1, "created_by_id": _ORGANIZER, "created_at": now, "districts": [], "actions": []}
    return {"id": 1, **what, **said, **days, **made}


def _event(now: datetime, registered: int) -> dict[str, object]:
    said = {"name": _WORDS, "place": _WORDS, "feedback_question": _WORDS, "minors_need_guardian": False}
    when = {"starts_at": now, "ends_at": now + timedelta(minutes=5)}
    return {"id": _EVENT, "campaign_id": 1, **said, **when, "registered": registered, "waiting": 0, "attended": 0}


def _check_in(port: int, count: int, phones: int) -> tuple[_Run, float]:
    """Every code twice, the second close behind the first, over all phones."""
    boss = people.phones(range(_ORGANIZER, _ORGANIZER + 1))[0]
    codes = rules.resident_code(people.SECRET_KEY)
    twice = itertools.chain.from_iterable((number, number) for number in range(2, count + 2))
    turns, lock, run = iter(list(twice)), threading.Lock(), _Run()
    path = f"/organize/campaigns/{_SLUG}/events/{_EVENT}/scan"
    ready = threading.Barrier(phones + 1)

    def phone() -> None:
        connection = Connection(port)
        ready.wait()
        while True:
            with lock:
                number = next(turns, None)
            if number is None:
                return connection.close()
            form = f"csrf_token={quote(boss.token)}&code={codes.at(number, utc_now())}"
            begun = time.perf_counter()
            status, _, _ = connection.ask(post(path, form, boss.cookie).replace(b"text/html", b"application/json"))
            with lock:
                run.seconds.append(time.perf_counter() - begun)
                run.statuses[status] += 1

    threads = [threading.Thread(target=phone, daemon=True) for _ in range(phones)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return run, time.perf_counter() - begun


def _prove(url: str, count: int, calendar: CityCalendar) -> None:
    """None lost, none doubled: attendances, the event's counter, the ledger's entries."""
    database = Database(url)
    with database.read() as session:
        event = session.get_one(Event, _EVENT)
        rows = session.scalar(select(func.count()).select_from(Attendance))
        entries = session.scalar(select(func.count()).select_from(Entry).where(Entry.source.like("campaign:%")))
    assert (rows, event.attended, entries) == (count, count, count), (rows, event.attended, entries)
    report = verify(database, calendar)
    assert not report.differences, report.differences
    database.dispose()


if __name__ == "__main__":
    main()
