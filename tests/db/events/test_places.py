"""Who gets a place: the last one, the waiting list, families, capacities that change."""

import threading
from datetime import time, timedelta

import pytest

from campaigns.events import registering
from campaigns.events.jobs import jobs
from campaigns.events.rules import ONCE, WEEKLY
from civic.errors import Conflict, Invalid
from civic.residents.personal_data import ERASERS
from civic.scheduling.jobs import RecurringTask
from tests.db.events.hall import Hall


def test_the_last_place_goes_to_exactly_one(hall: Hall) -> None:
    event, guests = hall.event(capacity=3), hall.newcomers(8)
    ready = threading.Barrier(len(guests))

    def come(place: int) -> None:
        ready.wait()
        hall.register(event, guests[place])

    threads = [threading.Thread(target=come, args=(place,)) for place in range(len(guests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = [hall.state(event, guest) for guest in guests]
    assert (states.count("registered"), states.count("waiting")) == (3, 5)
    assert hall.counters(event) == hall.rows(event) == (3, 5, 0)


def test_a_place_given_back_goes_to_whoever_waited_longest(hall: Hall) -> None:
    event, (first, second, third) = hall.event(capacity=1), hall.newcomers(3)
    assert [hall.register(event, one) for one in (first, second, third)] == ["registered", "waiting", "waiting"]
    hall.unregister(event, first)
    assert [hall.state(event, one) for one in (first, second, third)] == ["cancelled", "registered", "waiting"]
    assert hall.titles(second) == ["A place for you: %(event)s"]
    assert hall.titles(third) == []
    assert hall.counters(event) == hall.rows(event) == (1, 1, 0)


def test_more_places_let_people_move_up(hall: Hall) -> None:
    event, guests = hall.event(capacity=1), hall.newcomers(3)
    for guest in guests:
        hall.register(event, guest)
    hall.change(event, hall.plan(capacity=2))
    assert [hall.state(event, guest) for guest in guests] == ["registered", "registered", "waiting"]


def test_a_family_keeps_its_turn_until_it_fits(hall: Hall) -> None:
    event, (single, family, late) = hall.event(capacity=3), hall.newcomers(3)
    hall.register(event, single)
    assert hall.register(event, family, minors=2) == "waiting"
    assert hall.register(event, late) == "waiting", "nobody overtakes"
    hall.unregister(event, single)
    assert [hall.state(event, one) for one in (family, late)] == ["registered", "waiting"]


def test_a_family_that_no_longer_fits_at_all_blocks_nobody(hall: Hall) -> None:
    event, (one, other, family, last) = hall.event(capacity=4), hall.newcomers(4)
    hall.register(event, one)
    hall.register(event, other)
    hall.register(event, family, minors=3)
    hall.register(event, last)
    hall.change(event, hall.plan(capacity=2))
    hall.unregister(event, one)
    assert [hall.state(event, guest) for guest in (family, last)] == ["waiting", "registered"]


def test_no_fewer_places_than_people(hall: Hall) -> None:
    event, guest = hall.event(capacity=5), hall.newcomer()
    hall.register(event, guest, minors=2)
    with pytest.raises(Invalid, match="3 people are registered") as refusal:
        hall.change(event, hall.plan(capacity=2))
    assert refusal.value.field == "capacity"
    assert hall.look(event).capacity == 5


def test_children_need_their_guardian(hall: Hall) -> None:
    event, guest = hall.event(), hall.newcomer()
    with pytest.raises(Invalid, match="guardian"):
        hall.register(event, guest, minors=1, guardian=False)
    assert hall.state(event, guest) is None


def test_registration_closes_at_the_start(hall: Hall) -> None:
    event, guest = hall.event(), hall.newcomer()
    with pytest.raises(Conflict, match="began"):
        hall.register(event, guest, now=hall.look(event).starts_at)


def test_the_number_of_children_can_change_while_there_is_room(hall: Hall) -> None:
    event, (family, other) = hall.event(capacity=3), hall.newcomers(2)
    hall.register(event, family, minors=1)
    hall.register(event, family, minors=2)
    assert hall.counters(event) == hall.rows(event) == (3, 0, 0)
    assert hall.register(event, other) == "waiting"
    hall.register(event, family, minors=0)
    assert hall.state(event, other) == "registered"
    with pytest.raises(Conflict, match="no room for more"):
        hall.register(event, family, minors=2)
    assert hall.counters(event) == hall.rows(event) == (2, 0, 0)


def test_dates_follow_the_wall_clock_and_change_alone(hall: Hall) -> None:
    plan = hall.plan(begins=time(18, 30), ends=time(20))
    until = plan.day + timedelta(days=14)
    numbers = hall.events(plan, key="weekly-key", repeat=WEEKLY, until=until)
    assert hall.events(plan, key="weekly-key", repeat=WEEKLY, until=until) == numbers, "a double click"
    starts = [hall.calendar.local(hall.look(number).starts_at) for number in numbers]
    assert [f"{one:%H:%M}" for one in starts] == ["18:30"] * 3
    hall.change(numbers[1], hall.plan(8, begins=time(19), ends=time(20)))
    begins = [f"{hall.calendar.local(hall.look(number).starts_at):%H:%M}" for number in numbers]
    assert begins == ["18:30", "19:00", "18:30"]


def test_what_cannot_be_planned(hall: Hall) -> None:
    for plan, repeat, until, field in (
        (hall.plan(begins=time(12)), ONCE, None, "ends"),
        (hall.plan(days=40), ONCE, None, "day"),
        (hall.plan(days=0, begins=time(0), ends=time(0, 1)), ONCE, None, "begins"),
        (hall.plan(days=5), WEEKLY, hall.plan(days=2).day, "until"),
        (hall.plan(days=5), WEEKLY, hall.plan(days=60).day, "until"),
    ):
        with pytest.raises(Invalid) as refusal:
            hall.events(plan, repeat=repeat, until=until)
        assert refusal.value.field == field


def test_guests_hear_of_a_new_time_once_and_of_nothing_else(hall: Hall) -> None:
    event, guest = hall.event(), hall.newcomer()
    hall.register(event, guest)
    hall.change(event, hall.plan(capacity=9))
    assert hall.titles(guest) == []
    hall.change(event, hall.plan(begins=time(10)))
    assert hall.titles(guest) == ["Changed: %(event)s"]


def test_reminders_go_once_and_only_to_those_who_come(hall: Hall) -> None:
    event, (coming, waiting) = hall.event(capacity=1), hall.newcomers(2)
    hall.register(event, coming)
    hall.register(event, waiting)
    before = hall.look(event).starts_at - timedelta(hours=5)
    for moment in (before - timedelta(days=2), before, before + timedelta(hours=1)):
        with hall.site.database.write() as session:
            registering.remind(session, hall.calendar, moment)
    assert hall.titles(coming) == ["Soon: %(event)s"]
    assert hall.titles(waiting) == []


def test_an_erased_account_leaves_its_place(hall: Hall) -> None:
    event, (gone, waits) = hall.event(capacity=1), hall.newcomers(2)
    hall.register(event, gone)
    hall.register(event, waits)
    with hall.site.database.write() as session:
        for forget in hall.site.app_services.registry.all(ERASERS):
            forget(session, gone.resident_id)
    assert hall.counters(event) == hall.rows(event) == (0, 1, 0)
    for task in (one for one in jobs if isinstance(one, RecurringTask)):  # asked every other minute, whatever the hour
        assert task.every <= timedelta(minutes=5)
        task.run(hall.site.app_services)
    assert hall.state(event, waits) == "registered"
    assert hall.titles(waits) != []
