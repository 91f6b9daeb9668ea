"""Ways too far for a body, or for the hours there were: just below and just above."""

import pytest

from footprint.actions.action import MOTIONS as KNOWN
from footprint.integrity.speeds import MOTIONS
from footprint.ledger.rules import INSTRUMENT_CONFIRMED, ORGANIZER_CONFIRMED
from tests.deeds import deed, found, rules_of

EVENING = 23 * 60


def test_every_motion_that_a_pack_may_name_is_judged() -> None:
    assert set(MOTIONS) == set(KNOWN)


@pytest.mark.parametrize(("action", "most_km"), [("walk", 160), ("ride", 513)])
def test_half_of_the_record_of_a_day_is_the_most(action: str, most_km: int) -> None:
    assert rules_of([deed(action=action, milli=most_km * 1000, minute=EVENING)]) == {}
    (asked,) = found([deed(action=action, milli=most_km * 1000 + 1, minute=EVENING)])
    assert asked.rule == "too_far"
    assert asked.figures == {"km": most_km, "most_km": most_km}


def test_the_ways_of_a_day_add_up_and_those_of_two_days_do_not() -> None:
    ways = [deed(action="walk", milli=81_000, day=day, minute=EVENING) for day in (0, 1)]
    assert rules_of(ways) == {}
    again = deed(action="walk", milli=80_000, day=1, minute=EVENING)
    (asked,) = found([*ways, again])
    assert asked.entry_ids == (ways[1].entry_id, again.entry_id)


def test_a_way_takes_its_time_since_two_hours_before_midnight() -> None:
    """Until 8:00 that is ten hours: 450 km at 45 km/h."""
    assert rules_of([deed(action="ebike", milli=450_000, minute=8 * 60)]) == {}
    (asked,) = found([deed(action="ebike", milli=450_100, minute=8 * 60)])
    assert (asked.rule, asked.figures) == ("no_time", {"km": 450, "minutes": 600, "kmh": 45})


def test_ways_of_a_day_take_their_time_one_after_the_other() -> None:
    """12 hours of walking at 21 km/h would be too far; so two hours each of four ways, told by 4:00."""
    ways = [("walk", 31_500), ("ride", 85_500), ("ebike", 67_500), ("bus", 150_000)]
    told = [deed(action=action, milli=milli, minute=4 * 60) for action, milli in ways]
    assert rules_of(told) == {}
    assert rules_of([*told, deed(action="bus", milli=1000, minute=4 * 60)]) == {"no_time": [1]}


def test_what_was_told_later_needs_no_time_before() -> None:
    early, late = deed(action="ebike", milli=440_000, minute=8 * 60), deed(action="bus", milli=100_000, minute=EVENING)
    assert rules_of([late, early]) == {}


def test_nobody_is_on_the_way_for_more_than_sixteen_hours_of_a_day() -> None:
    assert rules_of([deed(action="bus", milli=1_600_000, minute=3 * 1440)]) == {}
    assert rules_of([deed(action="bus", milli=1_600_100, minute=3 * 1440)]) == {"no_time": [1]}


def test_who_comes_home_after_midnight_set_out_the_day_before() -> None:
    assert rules_of([deed(action="bus", milli=30_000, minute=3)]) == {}


def test_what_others_confirmed_is_left_alone() -> None:
    for tier in (ORGANIZER_CONFIRMED, INSTRUMENT_CONFIRMED):
        assert rules_of([deed(action="walk", milli=500_000, tier=tier)]) == {}


def test_what_is_no_way_is_never_too_fast() -> None:
    assert rules_of([deed(action="thing1", milli=10**9, minute=1)]) == {}
    assert rules_of([deed(action="unheard", milli=10**9, minute=1)]) == {}


def test_a_courier_may_ride_a_hundred_kilometres_on_every_day() -> None:
    trips = [(day, 600 + 60 * trip) for day in range(28) for trip in range(10)]
    assert rules_of([deed(action="ride", milli=10_000, day=day, minute=minute) for day, minute in trips]) == {}
