"""One claim a device and month, after the month has passed, for five years; whoever lives with whom."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from civic.database import migrate
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Invalid, NotFound
from civic.feature import Registry
from civic.residents import households
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from footprint.devices import services
from footprint.devices.feature import FEATURE
from footprint.devices.queries import of_household
from footprint.ledger.models import Device
from footprint.ledger.rebuild import rebuild
from footprint.ledger.services import Outcome, Recorded
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, Town, catalogue, days_ago, noon

NAMED_ON = date(2026, 11, 18)
DECEMBER, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
REGISTRY = Registry((FEATURE,))


def actor(town: Town, resident: int) -> ResidentActor:
    with town.database.read() as session:
        return living(session, Resident.id == resident)[0]


def name(town: Town, resident: int, word: str = "kitchen", *, on: date = NAMED_ON) -> int:
    with town.database.write() as session:
        who = actor(town, resident)
        return services.name_one(session, town.ledger, who, "tube", "standard", word, noon(on)).id


def confirm(town: Town, resident: int, device: int, month: date, *, on: date) -> Outcome:
    with town.database.write() as session:
        found = [session.get_one(Device, device)]
        return services.confirm(session, town.ledger, resident, found, month, noon(on))[0]


def claims(town: Town) -> list[tuple[int | None, date]]:
    """Months that stand."""
    ledger = naive.entries(town)
    gone = {entry.reverses_id for entry in ledger}
    standing = [entry for entry in ledger if entry.reverses_id is None and entry.id not in gone]
    return [(entry.device_id, entry.occurred_on) for entry in standing]


def differences(town: Town) -> list[str]:
    return [str(difference) for difference in verify(town.database, CALENDAR).differences]


def move_together(town: Town, resident: int, host: int) -> None:
    with town.database.write() as session:
        code = households.open_door(session, actor(town, host))
        households.move_in(session, REGISTRY, actor(town, resident), code, noon(NAMED_ON))


def test_a_month_is_claimed_once_by_whomever_of_the_home(town: Town) -> None:
    ann = town.move_in()
    bob = town.move_in(with_=ann)
    tube = name(town, ann)
    first = confirm(town, ann, tube, DECEMBER, on=NEW_YEAR)
    assert isinstance(first, Recorded)
    entry = town.entry(first.entry_id)
    assert (entry.device_id, entry.occurred_on, entry.mid_mg) == (tube, DECEMBER, 4 * 4 * 31 * 500)
    assert isinstance(confirm(town, bob, tube, DECEMBER, on=NEW_YEAR), Conflict)
    again = confirm(town, ann, tube, DECEMBER, on=NEW_YEAR)
    assert isinstance(again, Recorded)
    assert again.replayed
    assert differences(town) == []


@pytest.mark.parametrize(
    ("month", "on", "refusal"),
    [
        (DECEMBER, DECEMBER, "A month counts once it has passed."),
        (date(2026, 11, 30), NEW_YEAR, "This month does not count for it."),
        (date(2026, 12, 30), NEW_YEAR, "This month does not count for it."),
        (DECEMBER, date(2027, 3, 2), "Entries can be at most %(days)s days old."),
    ],
)
def test_it_counts_after_it_has_passed_from_the_first_whole_month(
    town: Town, month: date, on: date, refusal: str
) -> None:
    ann = town.move_in()
    outcome = confirm(town, ann, name(town, ann), month, on=on)
    assert isinstance(outcome, Invalid)
    assert outcome.message == refusal
    assert naive.entries(town) == []


def test_credits_end_after_five_years(town: Town) -> None:
    ann = town.move_in()
    tube = name(town, ann)
    last = date(2031, 11, 30)
    assert isinstance(confirm(town, ann, tube, last, on=last + timedelta(days=1)), Recorded)
    after = date(2031, 12, 31)
    assert isinstance(confirm(town, ann, tube, after, on=after + timedelta(days=1)), Invalid)


def test_what_is_claimed_by_name_is_not_logged_without_one(town: Town) -> None:
    with pytest.raises(Invalid):
        town.log(town.move_in(), "tube")


def test_a_stranger_claims_nothing(town: Town) -> None:
    tube = name(town, town.move_in())
    assert isinstance(confirm(town, town.move_in(), tube, DECEMBER, on=NEW_YEAR), NotFound)


def test_what_was_undone_can_be_claimed_again(town: Town) -> None:
    ann = town.move_in()
    tube = name(town, ann)
    for _ in range(2):
        claimed = confirm(town, ann, tube, DECEMBER, on=NEW_YEAR)
        assert isinstance(claimed, Recorded)
        town.undo(ann, claimed.entry_id, on=NEW_YEAR)
    assert claims(town) == []
    assert isinstance(confirm(town, ann, tube, DECEMBER, on=NEW_YEAR), Recorded)
    assert differences(town) == []


def test_the_same_name_is_the_same_thing_and_a_home_has_so_many(town: Town) -> None:
    ann = town.move_in()
    assert name(town, ann, "Kitchen") == name(town, ann, "kitchen")
    for word in ("hall", "desk", "bath", "stairs"):
        name(town, ann, word)
    with pytest.raises(Conflict):
        name(town, ann, "attic")


def test_what_was_never_claimed_goes_and_what_was_is_asked_about_no_more(town: Town) -> None:
    ann = town.move_in()
    used, unused = name(town, ann, "kitchen"), name(town, ann, "hall")
    confirm(town, ann, used, DECEMBER, on=NEW_YEAR)
    with town.database.write() as session:
        for device in (used, unused):
            services.give_up(session, actor(town, ann), device, NEW_YEAR)
    with town.database.read() as session:
        assert [(one.id, one.ended_on) for one in session.scalars(select(Device))] == [(used, NEW_YEAR)]
    assert isinstance(confirm(town, ann, used, date(2027, 1, 31), on=date(2027, 2, 1)), Invalid)


def test_who_moves_out_leaves_the_lamps_behind(town: Town) -> None:
    ann = town.move_in()
    bob = town.move_in(with_=ann)
    tube = name(town, ann)
    with town.database.write() as session:
        households.move_out(session, REGISTRY, actor(town, ann), noon(NAMED_ON))
    assert isinstance(confirm(town, ann, tube, DECEMBER, on=NEW_YEAR), NotFound)
    assert isinstance(confirm(town, bob, tube, DECEMBER, on=NEW_YEAR), Recorded)


def test_homes_that_become_one_bring_their_lamps_and_what_has_the_same_name_is_one(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    kitchen, hall = name(town, ann, "kitchen"), name(town, ann, "hall")
    hosts = name(town, bob, "Kitchen")
    confirm(town, ann, kitchen, DECEMBER, on=NEW_YEAR)
    move_together(town, ann, bob)
    with town.database.read() as session:
        named = of_household(session, actor(town, bob).household_id, "tube")
    assert [(one.device.id, one.device.number) for one in named] == [(hosts, 1), (hall, 2)]
    assert isinstance(confirm(town, ann, kitchen, date(2027, 1, 31), on=date(2027, 2, 1)), NotFound)
    assert isinstance(confirm(town, bob, hall, DECEMBER, on=NEW_YEAR), Recorded)
    assert differences(town) == []


def test_the_words_of_a_home_go_with_the_last_who_lived_there(town: Town) -> None:
    ann = town.move_in()
    bob = town.move_in(with_=ann)
    name(town, ann)
    for person, left in ((ann, "kitchen"), (bob, "")):
        with town.database.write() as session:
            session.get_one(Resident, person).erased_at = noon(NEW_YEAR)
            session.flush()
            services.forget(session, person)
            assert session.scalars(select(Device.name)).one() == left


def test_they_are_handed_out(town: Town) -> None:
    ann = town.move_in()
    name(town, ann)
    with town.database.read() as session:
        (given_out,) = services.export(session, ann)["household_devices"]  # type: ignore[misc]
    assert (given_out["name"], given_out["counts_from"]) == ("kitchen", "2026-12-01")


TAMPERED = {
    "twice": ("UPDATE entry SET device_id = 1 WHERE device_id = 2", "device 1 is claimed 2 times for 2026-12-31"),
    "no device": ("UPDATE entry SET device_id = NULL WHERE device_id = 1", "says not which tube it is about"),
    "another day": ("UPDATE entry SET occurred_on = '2026-12-30' WHERE id = 1", "claims a month on 2026-12-30"),
    "too early": (
        "UPDATE device SET counts_from = '2027-01-01' WHERE id = 1",
        "does not count for a device since",
    ),
    "too late": (
        "UPDATE device SET counts_from = '2020-01-01' WHERE id = 1",
        "does not count for a device since",
    ),
    "told too early": (
        "UPDATE entry SET recorded_at = '2026-12-31 04:00:00' WHERE id = 1",
        "claims a month on 2026-12-31 that had not passed",
    ),
    "of another": ("UPDATE device SET option = 'other' WHERE id = 1", "its device about tube"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_named(town: Town, what: str) -> None:
    ann = town.move_in()
    for word in ("kitchen", "hall"):
        confirm(town, ann, name(town, ann, word), DECEMBER, on=NEW_YEAR)
    assert differences(town) == []
    statement, named = TAMPERED[what]
    town.drop_triggers()
    town.tamper(statement)
    assert any(named in one for one in differences(town)), differences(town)


_people = st.integers(0, 2)
_steps = st.one_of(
    st.tuples(st.just("name"), _people, st.sampled_from(["kitchen", "hall", "desk"])),
    st.tuples(st.just("confirm"), _people, st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("confirm"), _people, st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("undo"), _people, st.integers(0, 20)),
    st.tuples(st.just("together"), _people, _people),
    st.tuples(st.just("apart"), _people),
    st.tuples(st.just("wait"), st.integers(1, 40)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_steps, min_size=5, max_size=30))
def test_no_month_of_a_device_is_credited_twice(
    new_database: Callable[..., Database], dialect: str, steps: Sequence[tuple[Any, ...]]
) -> None:
    town = Town.found(new_database(dialect))
    people, today, tubes = [town.move_in() for _ in range(3)], days_ago(0), [0]
    for step, *values in steps:
        try:
            if step == "wait":
                today += timedelta(days=values[0])
            elif step == "name":
                tubes.append(name(town, people[values[0]], values[1], on=today))
            elif step == "confirm" and len(tubes) > 1:
                month = today.replace(day=1) - timedelta(days=1)
                for _ in range(values[2]):
                    month = month.replace(day=1) - timedelta(days=1)
                confirm(town, people[values[0]], tubes[1 + values[1] % (len(tubes) - 1)], month, on=today)
            elif step == "undo":
                own = [entry.id for entry in naive.entries(town) if entry.resident_id == people[values[0]]]
                if own:
                    town.undo(people[values[0]], own[values[1] % len(own)], on=today)
            elif step == "together":
                move_together(town, people[values[0]], people[values[1]])
            elif step == "apart":
                with town.database.write() as session:
                    households.move_out(session, REGISTRY, actor(town, people[values[0]]), noon(today))
        except DomainError:
            continue
    standing = claims(town)
    assert len(standing) == len(set(standing))
    assert all(entry.credited_milli in (-1000, 0, 1000) for entry in naive.entries(town))
    assert differences(town) == []
    rebuild(town.database, CALENDAR)
    assert differences(town) == []


def test_what_was_claimed_before_devices_had_names_stays_as_it_is(town: Town) -> None:
    """The version of the pack that it was computed with asked for no name; the database had no column for one."""
    ann = town.move_in()
    town.use(catalogue(names_devices=False))
    entry = town.log(ann, "tube", 3)
    town.tamper("DELETE FROM account WHERE username = 'caretaker'")
    migrate.downgrade(town.database, "0070")
    migrate.upgrade(town.database)
    town.use(catalogue())
    assert (town.entry(entry).device_id, town.entry(entry).credited_milli) == (None, 3_000)
    assert differences(town) == []
    confirm(town, ann, name(town, ann), DECEMBER, on=NEW_YEAR)
    town.undo(ann, entry)
    assert differences(town) == []
    assert town.derived() == naive.derived(naive.entries(town))
