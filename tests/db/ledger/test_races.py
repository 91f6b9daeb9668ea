"""Real threads on a real database: two at once pass no limit and count no key twice."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from civic.database.engine import Database
from footprint.ledger.models import Entry
from footprint.ledger.services import Claim
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, Town
from tests.meeting import at_once

THREADS = 8


def _went_wrong(works: Sequence[Callable[[], object]]) -> list[object]:
    """What was raised, all begun at the same moment."""
    return [one for one in at_once(works) if isinstance(one, Exception)]


def _recording(town: Town, claims: Sequence[Claim]) -> list[Callable[[], object]]:
    return [lambda claim=claim: town.record(claim) for claim in claims]  # type: ignore[misc]


def _credited(town: Town, action: str) -> tuple[int, int]:
    """How many entries, and what they were credited in all."""
    with town.database.read() as session:
        statement = select(func.count(), func.sum(Entry.credited_milli)).where(Entry.action == action)
        entries, credited = session.execute(statement).one()
        return entries, int(credited)


def test_nobody_races_past_a_daily_limit(town: Town) -> None:
    ann = town.move_in()
    assert _went_wrong(_recording(town, [town.claim(ann, "walk", 20) for _ in range(THREADS)])) == []
    assert _credited(town, "walk") == (THREADS, 30_000)


def test_a_household_does_not_race_past_its_limit(town: Town) -> None:
    home = [town.move_in()]
    home += [town.move_in(with_=home[0]) for _ in range(3)]
    claims = [town.claim(resident, "lamp", 7) for resident in home for _ in range(2)]
    assert _went_wrong(_recording(town, claims)) == []
    assert _credited(town, "lamp") == (8, 20_000)


def test_one_key_counts_once_however_often_it_arrives_went_wrong(town: Town) -> None:
    claim = town.claim(town.move_in())
    assert _went_wrong(_recording(town, [claim] * THREADS)) == []
    assert _credited(town, "walk") == (1, 1_000)


def test_one_undo_counts_once(town: Town) -> None:
    ann = town.move_in()
    before = town.derived()
    entry = town.log(ann)
    assert _went_wrong([lambda: town.undo(ann, entry)] * THREADS) == []
    assert town.derived() == before
    assert _credited(town, "walk") == (2, 0)


@pytest.mark.parametrize("neighbours", [True, False])
def test_participants_and_points_are_settled_under_load(town: Town, neighbours: bool) -> None:
    people = [town.move_in("hill" if neighbours or number % 2 else "port") for number in range(4)]
    claims = [town.claim(person, "bag", 1) for person in people for _ in range(3)]
    assert _went_wrong(_recording(town, claims)) == []
    derived = town.derived()
    assert derived == naive.derived(naive.entries(town))
    places = [row for key, row in derived.items() if key[:2] == ("place", "all")]
    assert sum(participants for _, participants, *_ in places) == 4
    assert sum(points for *_, points, _sum_g, _squares, _savers in places) == 4 * 2
    assert verify(town.database, CALENDAR).differences == ()


def test_processes_that_commit_for_many_do_not_wait_in_a_circle(town: Town) -> None:
    """Each process writes for many residents in one transaction; on the districts' rows they must not deadlock."""
    processes = [Database(town.database.url) for _ in range(2)]
    people = [town.move_in("hill" if number % 2 else "port") for number in range(THREADS)]

    today = CALENDAR.today()

    def go_on(number: int) -> None:
        for age in range(8):
            day = today - timedelta(days=(number + age) % 8)
            claim = town.claim(people[number], "walk", 1, occurred_on=day)
            processes[number % 2].commit_among(claim, town.ledger.record_gathered)

    assert _went_wrong([partial(go_on, number) for number in range(THREADS)]) == []
    for process in processes:
        process.dispose()
    assert _credited(town, "walk") == (8 * THREADS, 8 * THREADS * 1_000)
    assert town.derived() == naive.derived(naive.entries(town))
    assert town.deadlocks() == 0
