"""Attendances and the ledger: each once, on its day, and gone without a trace when it was the wrong person."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from campaigns.events import rules
from campaigns.events.models import Attendance
from campaigns.events.services import Arrival, check_in_many
from campaigns.programme.counting import subject_of
from campaigns.programme.models import Participant
from civic.accounts.models import AuditEntry
from civic.database.engine import Database
from civic.disclosure.services import changed_by
from civic.errors import DomainError
from civic.paths import CITIES
from civic.residents.identity import ResidentActor
from footprint.ledger.models import FrozenSeason
from footprint.ledger.projections.late_line import LateLine
from footprint.ledger.projections.resident_total import ResidentTotal
from footprint.ledger.rules import ON_PAPER
from footprint.ledger.verify import verify
from tests.characters import open_site
from tests.db.events.hall import Hall


def registered(hall: Hall, people: int, **plan: int) -> tuple[int, list[int]]:
    """An event whose door is open, and the numbers of those registered."""
    event = hall.event(**plan)
    guests = hall.newcomers(people)
    for guest in guests:
        hall.register(event, guest)
    hall.begin(event)
    return event, [guest.resident_id for guest in guests]


def test_an_attendance_gives_points_and_no_kilograms_once(hall: Hall) -> None:
    event, guest = hall.event(), hall.newcomer()
    hall.register(event, guest)
    hall.begin(event)
    first, second = hall.check_in(event, guest), hall.check_in(event, guest, method=rules.LIST)
    assert (first.code, second.code) == (rules.DONE, rules.AGAIN)
    (entry,) = hall.entries(guest)
    assert (entry.points, entry.mid_mg, entry.tier, entry.key) == (10, 0, 2, f"attend:{event}")
    assert entry.source == f"campaign:{hall.campaign.id}:attendance:{first.attendance_id}"
    assert hall.counters(event) == hall.rows(event) == (1, 0, 1)


def test_many_doors_at_once_let_everybody_in_once(hall: Hall) -> None:
    event, guests = registered(hall, 12)
    ready, codes = threading.Barrier(4), []

    def door(turn: int) -> None:
        order = guests[turn:] + guests[:turn]
        ready.wait()
        for resident in order:
            arrival = Arrival(event, resident, rules.SCAN, hall.now, hall.boss.account_id)
            work = hall.site.database.commit(
                lambda session, one=arrival: check_in_many(session, hall.ledger, [one], hall.now, action="community")[0]
            )
            codes.append(work.code)

    threads = [threading.Thread(target=door, args=(turn * 3,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes.count(rules.DONE), codes.count(rules.AGAIN)) == (12, 36)
    assert hall.counters(event) == hall.rows(event) == (12, 0, 12)
    assert not verify(hall.site.database, hall.calendar).differences


def test_who_came_takes_part_in_the_campaign_also_without_an_entry(hall: Hall) -> None:
    """An account from after the day has no entry of it; taken back, they did not come."""
    event, guest = hall.event(), hall.newcomer(joined_days_ago=-1)
    hall.register(event, guest)
    hall.begin(event)
    on_a_list = {"at": hall.now, "now": hall.now + timedelta(days=2), "method": rules.LIST}
    outcome = hall.check_in(event, guest, **on_a_list)
    assert outcome.code == rules.DONE
    assert hall.entries(guest) == []
    assert times_came(hall, guest) == (1, True)
    assert outcome.attendance_id is not None
    hall.take_back(event, outcome.attendance_id)
    assert times_came(hall, guest) == (0, True)
    hall.check_in(event, guest, **on_a_list)
    assert times_came(hall, guest) == (1, True)


def times_came(hall: Hall, who: ResidentActor) -> tuple[int, bool]:
    """How often they came to the campaign, and whether they are noted for its next count."""
    with hall.site.database.read() as session:
        mine = (Participant.resident_id == who.resident_id, Participant.campaign_id == hall.campaign.id)
        times = session.scalars(select(Participant.times_came).where(*mine)).one()
        noted = session.scalars(changed_by(subject_of(hall.campaign.id))).all()
    return times, who.resident_id in noted


def test_a_list_names_each_line_and_may_be_handed_in_again(hall: Hall) -> None:
    event, guests = registered(hall, 3)
    stranger = hall.newcomer().resident_id
    arrivals = [
        Arrival(event, one, rules.LIST, hall.now, hall.boss.account_id) for one in (*guests, guests[0], stranger)
    ]
    outcomes = []
    for _ in range(2):
        with hall.site.database.write() as session:
            outcomes.append(
                [one.code for one in check_in_many(session, hall.ledger, arrivals, hall.now, action="community")]
            )
    assert outcomes[0] == [rules.DONE] * 3 + [rules.AGAIN, rules.NOT_REGISTERED]
    assert outcomes[1] == [rules.AGAIN] * 4 + [rules.NOT_REGISTERED]
    assert hall.counters(event) == hall.rows(event) == (3, 0, 3)


def test_a_list_of_a_season_that_is_frozen_stands_beside_it(database: Database, tmp_path: Path) -> None:
    """What is told late of an event keeps its day and counts in the season in which it is told, as a late line."""
    with time_machine.travel(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        hall = Hall.found(open_site(database, CITIES / "zhenjiang", tmp_path))
        event, guest = hall.event(), hall.newcomer()
        hall.register(event, guest)
        hall.begin(event)
    told = hall.now + timedelta(days=50)
    autumn, winter = (hall.calendar.season(hall.calendar.today(at)).key for at in (hall.now, told))
    with database.write() as session:
        session.add(FrozenSeason(season=autumn, frozen_at=told - timedelta(days=30)))
    assert hall.check_in(event, guest, at=hall.now, now=told, method=rules.PAPER).code == rules.DONE
    (entry,) = hall.entries(guest)
    assert (entry.occurred_on, entry.season, entry.tier) == (hall.calendar.today(hall.now), winter, ON_PAPER)
    with database.read() as session:
        lines = session.query(LateLine).filter_by(season=autumn).all()
    assert [(line.resident_id, line.told_on) for line in lines] == [(guest.resident_id, hall.calendar.today(told))]
    assert not verify(database, hall.calendar).differences


def test_a_late_list_keeps_the_day_and_has_an_end(hall: Hall) -> None:
    event, (soon, late) = hall.event(), hall.newcomers(2)
    for guest in (soon, late):
        hall.register(event, guest)
    hall.begin(event)
    day = hall.calendar.today(hall.now)
    outcome = hall.check_in(event, soon, at=hall.now, now=hall.now + timedelta(days=60), method=rules.LIST)
    assert outcome.code == rules.DONE
    assert hall.entries(soon)[0].occurred_on == day
    outcome = hall.check_in(event, late, at=hall.now, now=hall.now + timedelta(days=61), method=rules.LIST)
    assert outcome.code == rules.CLOSED_LIST
    assert hall.entries(late) == []


def test_the_attendance_stands_when_the_day_has_no_points_left(hall: Hall) -> None:
    guest, events = hall.newcomer(), [hall.event() for _ in range(3)]
    for event in events:
        hall.register(event, guest)
        hall.begin(event)
        assert hall.check_in(event, guest).code == rules.DONE
    credited = [entry.credited_milli for entry in hall.entries(guest)]
    assert credited == [1000, 1000, 0]
    assert [hall.counters(event)[2] for event in events] == [1, 1, 1]


def test_taking_back_restores_everything_and_it_may_happen_after_all(hall: Hall) -> None:
    event, guest = hall.event(), hall.newcomer()
    hall.register(event, guest)
    hall.begin(event)
    attendance = hall.check_in(event, guest).attendance_id
    assert attendance is not None
    for _ in range(2):
        hall.take_back(event, attendance)
    assert [entry.points for entry in hall.entries(guest)] == [10, -10]
    assert hall.counters(event) == hall.rows(event) == (1, 0, 0)
    with hall.site.database.read() as session:
        assert (
            session.scalar(select(func.sum(ResidentTotal.points)).where(ResidentTotal.resident_id == guest.resident_id))
            == 0
        )
        acts = session.scalars(
            select(AuditEntry.act).where(AuditEntry.subject == f"resident:{guest.resident_id}")
        ).all()
    assert list(acts) == ["attendance taken back"]
    assert hall.check_in(event, guest).code == rules.DONE
    assert [entry.points for entry in hall.entries(guest)] == [10, -10, 10]
    assert hall.counters(event) == hall.rows(event) == (1, 0, 1)
    assert not verify(hall.site.database, hall.calendar).differences


def test_the_door_has_hours(hall: Hall) -> None:
    event, guest = hall.event(days=3), hall.newcomer()
    hall.register(event, guest)
    starts = hall.look(event).starts_at
    answers = {
        starts - timedelta(days=1): rules.OTHER_DAY,
        starts - timedelta(minutes=61): rules.EARLY,
        starts + timedelta(hours=20): rules.LATE,
        starts - timedelta(minutes=59): rules.DONE,
    }
    assert {at: hall.check_in(event, guest, now=at).code for at in answers} == answers


def test_who_is_not_registered_waits_or_finds_it_full(hall: Hall) -> None:
    event, (first, second, third) = hall.event(capacity=1), hall.newcomers(3)
    for guest in (first, second):
        hall.register(event, guest)
    hall.begin(event)
    assert [hall.check_in(event, one).code for one in (first, second, third)] == [
        rules.DONE,
        rules.ON_WAITING_LIST,
        rules.FULL,
    ]
    open_event = hall.event(capacity=2)
    hall.begin(open_event)
    refused = hall.check_in(open_event, third)
    assert (refused.code, refused.has_room) == (rules.NOT_REGISTERED, True)
    hall.register(open_event, third, on_the_spot=True)
    assert hall.check_in(open_event, third).code == rules.DONE
    assert hall.counters(open_event) == hall.rows(open_event) == (1, 0, 1)


ACTS = st.lists(
    st.tuples(st.sampled_from(["register", "leave", "in", "back", "capacity"]), st.integers(0, 3), st.integers(0, 2)),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_counters_equal_their_rows_after_any_history(hall: Hall, acts: list[tuple[str, int, int]]) -> None:
    """Whatever people do in whatever order: what pages show is what the rows say, and nobody is over the capacity."""
    event, guests = hall.event(capacity=4), hall.newcomers(4)
    during = hall.look(event).starts_at - timedelta(minutes=30)
    for act, number, amount in acts:
        guest = guests[number]
        try:
            if act == "register":
                hall.register(event, guest, minors=amount)
            elif act == "leave":
                hall.unregister(event, guest)
            elif act == "in":
                hall.check_in(event, guest, now=during)
            elif act == "capacity":
                hall.change(event, hall.plan(capacity=2 + 2 * amount))
            else:
                _take_back(hall, event, guest.resident_id)
        except DomainError:
            pass
        assert hall.counters(event) == hall.rows(event)
        found = hall.look(event)
        assert found.capacity is None or found.registered <= found.capacity


def _take_back(hall: Hall, event: int, resident_id: int) -> None:
    with hall.site.database.read() as session:
        found = session.scalars(
            select(Attendance.id).where(Attendance.event_id == event, Attendance.resident_id == resident_id)
        ).first()
    if found is not None:
        hall.take_back(event, found)
