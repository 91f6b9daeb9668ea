"""Rides on either database: one recording sent by two people at the same moment counts once; figures in one query."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.events import services as events
from campaigns.events.models import Attendance, Event
from campaigns.rides import consent, queries, services
from campaigns.rides.models import Ride, RideRoute
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.errors import Conflict, Forbidden
from civic.paths import CITIES
from footprint.ledger.services import undo_own
from footprint.resources import LEDGER
from tests import organizing
from tests.characters import Browser, open_site
from tests.meeting import while_undoing
from tests.organizing import actor_of
from tests.outings import recording, start
from tests.shows import number_of
from workbench.recordings import gpx


def test_one_recording_counts_once_however_it_is_sent(database: Database, tmp_path: Path) -> None:
    outing = start(open_site(database, CITIES / "zhenjiang", tmp_path))
    site, now = outing.site, utc_now()
    riders = [outing.rider() for _ in range(6)]
    points = recording()
    files = [gpx(points), gpx(points, digits=6), gpx(points[40:])] * 2
    ledger = site.app_services.get(LEDGER)
    numbers = [number_of(site, rider) for rider in riders]

    with site.database.read() as session:
        event = session.get_one(Event, outing.event_id)
    readings = [services.take_in(file, event, number, now) for file, number in zip(files, numbers, strict=True)]

    def send(place: int) -> bool:
        try:
            with site.database.write() as session:
                one = session.get_one(Event, outing.event_id)
                consent.agree(session, numbers[place], now)
                services.add_track(session, ledger, one, numbers[place], readings[place], "car", "/", now)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(send, range(6))) == 1
    with site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Ride)) == 1
    assert sum(len(outing.entries(rider)) for rider in riders) == 1


@pytest.mark.parametrize("other", ["taken back by an organizer", "a ride is added"])
def test_who_undoes_an_attendance_waits_in_no_circle(database: Database, tmp_path: Path, other: str) -> None:
    outing = start(open_site(database, CITIES / "zhenjiang", tmp_path))
    rider, ledger, now = outing.rider(), outing.site.app_services.get(LEDGER), utc_now()
    (entry,) = outing.entries(rider, "community")

    def meanwhile(session: Session) -> object:
        event = session.get_one(Event, outing.event_id)
        if other == "a ride is added":
            return services.confirm_planned(session, ledger, event, entry.resident_id, "car", now)
        came = session.scalars(select(Attendance.id).where(Attendance.event_id == event.id)).one()
        return events.take_back(session, ledger, event, came, actor_of(session, outing.organizer), now)

    wrong = while_undoing(outing.site, ledger, (entry.resident_id, entry.id), meanwhile)
    assert [error for error in wrong if not isinstance(error, Forbidden)] == []  # who was not there rode nothing
    with database.read() as session:
        assert session.get_one(Event, outing.event_id).attended == 0
        assert [one.state for one in session.scalars(select(Ride)) if one.state != "none"] == []


def test_who_takes_a_track_away_while_it_is_let_through_has_no_entry(database: Database, tmp_path: Path) -> None:
    outing = start(open_site(database, CITIES / "zhenjiang", tmp_path))
    rider, ledger, now = outing.rider(), outing.site.app_services.get(LEDGER), utc_now()
    assert outing.add(rider, gpx(recording(length=20_000, speed=18)), option="car").status == 303
    ride = outing.row(rider)
    assert ride.state == "waiting"
    begun = threading.Event()

    def take_away() -> None:
        with database.write() as session:
            begun.set()
            one = session.get_one(Event, outing.event_id)
            services.take_away(session, ledger, one, ride.resident_id, now)

    thread = threading.Thread(target=take_away)
    with database.write() as session:
        services.allow(session, ledger, ride.id, now)
        thread.start()
        begun.wait(0.3)  # on PostgreSQL; SQLite lets one writer in
    thread.join()
    assert outing.row(rider).state == "none"
    assert sum(entry.mid_mg for entry in outing.entries(rider)) == 0


def test_who_changes_a_ride_while_rides_are_counted_waits_in_no_circle(database: Database, tmp_path: Path) -> None:
    outing = start(open_site(database, CITIES / "zhenjiang", tmp_path))
    ledger, now = outing.site.app_services.get(LEDGER), utc_now()

    def change(act: str, ride: Ride) -> None:
        with database.write() as session:
            event = session.get_one(Event, outing.event_id)
            match act:
                case "take away":
                    services.take_away(session, ledger, event, ride.resident_id, now)
                case "allow":
                    services.allow(session, ledger, ride.id, now)
                case "refuse":
                    services.refuse(session, ledger, ride.id, now)
                case "undo":
                    undo_own(session, ledger, ride.resident_id, ride.entry_id or 0, now)
                case _:
                    came = select(Attendance.id).where(Attendance.resident_id == ride.resident_id)
                    organizer = actor_of(session, outing.organizer)
                    events.take_back(session, ledger, event, session.scalars(came).one(), organizer, now)

    with ThreadPoolExecutor(1) as pool:
        for act, speed in (("take away", 5), ("allow", 18), ("refuse", 18), ("undo", 5), ("was not there", 5)):
            rider = outing.rider()
            assert outing.add(rider, gpx(recording(length=1000 * speed, speed=speed)), option="car").status == 303
            ride = outing.row(rider)
            with database.write() as session:
                session.get_one(RideRoute, outing.event_id, with_for_update=True)
                meanwhile = pool.submit(change, act, ride)
                wait([meanwhile], 0.4)  # it cannot be done: it waits for the route
                session.get_one(Ride, ride.id).counted = ["track", "car", 1]
            meanwhile.result()
            assert outing.row(rider).state != ride.state


def test_what_was_ridden_is_counted_when_a_ride_changes(database: Database, tmp_path: Path) -> None:
    outing = start(open_site(database, CITIES / "zhenjiang", tmp_path))
    riders = [outing.rider() for _ in range(3)]
    planned = outing.path.replace("track", "planned")
    for rider, option in zip(riders, ("car", "car", "none"), strict=True):
        assert rider.send(outing.path, planned, option=option).status == 303
    assert _removed_and_sent_anew(riders[0], outing.path) == 303
    with database.read() as session:
        (line,) = queries.lines_of_campaign(session, organizing.campaign_id(outing.site, outing.slug))
    assert {(one.state, one.option, one.riders, one.metres) for one in line.ridden} == {
        ("planned", "car", 2, 13_000),
        ("planned", "none", 1, 6500),
    }


def _removed_and_sent_anew(rider: Browser, path: str) -> int:
    rider.post(path.replace("track", "remove"), {"csrf_token": rider.token()})
    return rider.send(path, path.replace("track", "planned"), option="car").status
