"""Claims recorded together: each comes out as if they had been recorded one after the other."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Invalid, NotFound
from footprint.ledger import rules
from footprint.ledger.services import Outcome, Recorded
from tests.db.ledger import naive
from tests.db.ledger.town import HILL, PORT, TODAY, Town, days_ago


def credited(town: Town, outcomes: Sequence[Outcome]) -> list[int]:
    return [town.entry(outcome.entry_id).credited_milli for outcome in outcomes if isinstance(outcome, Recorded)]


def assert_sums_are_what_the_entries_say(town: Town) -> None:
    assert town.derived() == naive.derived(naive.entries(town))


def test_nothing_is_recorded_of_nothing(town: Town) -> None:
    assert town.record_many([]) == []


def test_results_come_in_the_order_of_the_claims(town: Town) -> None:
    people = [town.move_in(HILL if number % 2 else PORT) for number in range(6)]
    claims = [town.claim(person, "walk", number) for number, person in enumerate(reversed(people), start=1)]
    entries = [town.entry(outcome.entry_id) for outcome in town.record_many(claims) if isinstance(outcome, Recorded)]
    assert [(entry.resident_id, entry.key) for entry in entries] == [(claim.resident_id, claim.key) for claim in claims]
    assert [entry.id for entry in entries] == sorted(entry.id for entry in entries)
    assert_sums_are_what_the_entries_say(town)


def test_a_resident_twice_sees_the_own_earlier_claim(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    outcomes = town.record_many([town.claim(ann, "walk", 20), town.claim(bob, "walk", 20), town.claim(ann, "walk", 20)])
    assert credited(town, outcomes) == [20_000, 20_000, 10_000]
    assert [town.entry(outcome.entry_id).points for outcome in outcomes if isinstance(outcome, Recorded)] == [2, 2, 0]
    assert town.derived()["place", "all", HILL][:2] == (3, 2)
    assert_sums_are_what_the_entries_say(town)


def test_a_household_shares_its_limit_and_another_one_has_its_own(town: Town) -> None:
    ann, cat = town.move_in(), town.move_in(PORT)
    bob = town.move_in(with_=ann)
    outcomes = town.record_many([town.claim(person, "lamp", 15) for person in (ann, cat, bob)])
    assert credited(town, outcomes) == [15_000, 15_000, 5_000]
    assert_sums_are_what_the_entries_say(town)


def test_uses_of_a_bag_are_counted_within_the_batch(town: Town) -> None:
    ann = town.move_in()
    outcomes = town.record_many([town.claim(ann, "bag", 3, option="cotton") for _ in range(2)])
    entries = [town.entry(outcome.entry_id) for outcome in outcomes if isinstance(outcome, Recorded)]
    assert [entry.uses_before_milli for entry in entries] == [0, 3_000]
    assert [entry.mid_mg for entry in entries] == [0, 20_000]


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        ({"occurred_on": TODAY + timedelta(days=1)}, Invalid),
        ({"action": "fly"}, NotFound),
        ({"action": "bag", "option": "paper"}, Invalid),
        ({"quantity": -1}, Invalid),
        ({"resident": 404}, NotFound),
        ({"key": "taken"}, Conflict),
    ],
)
def test_one_refused_claim_takes_nobody_down(town: Town, refused: dict[str, object], error: type[DomainError]) -> None:
    ann, bob, cat = town.move_in(), town.move_in(), town.move_in(PORT)
    town.log(bob, "walk", 7, key="taken")
    wrong = town.claim(**{"resident": bob, **refused})  # type: ignore[arg-type]
    first, second, third = town.record_many([town.claim(ann), wrong, town.claim(cat)])
    assert isinstance(second, error)
    assert credited(town, [first, third]) == [1_000, 1_000]
    assert [entry.resident_id for entry in naive.entries(town)] == [bob, ann, cat]
    assert_sums_are_what_the_entries_say(town)


def test_a_key_that_comes_twice_in_one_batch_counts_once(town: Town) -> None:
    ann = town.move_in()
    claim = town.claim(ann, "walk", 2)
    other = town.claim(ann, "walk", 3, key=claim.key)
    first, again, contradiction = town.record_many([claim, claim, other])
    assert isinstance(first, Recorded)
    assert again == Recorded(first.entry_id, replayed=True)
    assert isinstance(contradiction, Conflict)
    assert len(naive.entries(town)) == 1
    assert_sums_are_what_the_entries_say(town)


def test_a_mistake_of_the_caller_leaves_nothing(town: Town) -> None:
    ann = town.move_in()
    wrong = town.claim(ann, tier=rules.INSTRUMENT_CONFIRMED)
    with pytest.raises(ValueError, match="instrument"):
        town.record_many([town.claim(ann), wrong])
    assert naive.entries(town) == []


def test_processes_with_the_same_residents_in_other_orders_do_not_wait_in_a_circle(town: Town) -> None:
    home = [town.move_in(HILL)]
    home += [town.move_in(HILL, with_=home[0]), town.move_in(PORT, with_=home[0])]
    people = [*home, *(town.move_in(PORT) for _ in range(5))]
    processes = [Database(town.database.url) for _ in range(2)]
    outcomes: list[Outcome] = []

    def go_on(process: Database, order: list[int]) -> None:
        for age in range(8):
            day = days_ago(age)
            walks = [town.claim(person, "walk", 20, occurred_on=day) for person in order]
            lamps = [town.claim(person, "lamp", 3, occurred_on=day) for person in order[:3]]
            outcomes.extend(town.record_many([*lamps, *walks], by=process))

    orders = (people, people[::-1])
    threads = [threading.Thread(target=partial(go_on, *work)) for work in zip(processes, orders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for process in processes:
        process.dispose()
    assert len(outcomes) == 2 * 8 * (len(people) + 3)
    assert all(isinstance(outcome, Recorded) for outcome in outcomes)
    walked = [entry.credited_milli for entry in naive.entries(town) if entry.action == "walk"]
    assert sum(walked) == 8 * len(people) * 30_000
    assert town.deadlocks() == 0
    assert_sums_are_what_the_entries_say(town)
