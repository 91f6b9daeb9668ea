"""Moving house at the same moment: nobody waits for ever, no household grows too large."""

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from civic.database.engine import Database
from civic.errors import Conflict, Invalid
from civic.feature import Feature, Registry
from civic.residents import households
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.rules import HOUSEHOLD_MAX
from tests.people import settle

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def crowd(database: Database) -> Callable[[int], Sequence[ResidentActor]]:
    """`crowd(5)` are five residents, each in a household of their own."""

    def make(count: int) -> Sequence[ResidentActor]:
        with database.write() as session:
            return [settle(session, NOW) for _ in range(count)]

    return make


def opened(database: Database, actor: ResidentActor) -> str:
    with database.write() as session:
        return households.open_door(session, actor)


def homes(database: Database) -> dict[int, int]:
    with database.read() as session:
        return {row[0]: row[1] for row in session.query(Resident.id, Resident.household_id)}


def test_never_more_than_fit(database: Database, crowd: Callable[[int], Sequence[ResidentActor]]) -> None:
    host, *guests = crowd(HOUSEHOLD_MAX + 5)
    code = opened(database, host)

    def move(guest: ResidentActor) -> bool:
        with contextlib.suppress(Conflict), database.write() as session:
            households.move_in(session, Registry(()), guest, code, NOW)
            return True
        return False

    with ThreadPoolExecutor(8) as together:
        moved = list(together.map(move, guests))
    assert sum(moved) == HOUSEHOLD_MAX - 1
    assert list(homes(database).values()).count(host.household_id) == HOUSEHOLD_MAX


def test_two_who_swap_homes_do_not_wait_for_each_other(
    database: Database, crowd: Callable[[int], Sequence[ResidentActor]]
) -> None:
    one, other = crowd(2)
    codes = {one.resident_id: opened(database, other), other.resident_id: opened(database, one)}

    def move(actor: ResidentActor) -> None:
        with contextlib.suppress(Invalid), database.write() as session:  # a door closes behind the last who leaves
            households.move_in(session, Registry(()), actor, codes[actor.resident_id], NOW)

    for _ in range(5):
        with ThreadPoolExecutor(4) as together:
            list(together.map(move, [one, other, one, other]))
    assert len(set(homes(database).values())) in (1, 2)


def test_an_empty_home_opens_no_door(database: Database, crowd: Callable[[int], Sequence[ResidentActor]]) -> None:
    one, other = crowd(2)
    mine, theirs = opened(database, one), opened(database, other)
    left: list[tuple[int, int]] = []
    note = households.AFTER_MOVE.takes(lambda _session, old, who, _now: left.append((old, who)))
    registry = Registry([Feature("upper", note)])
    with database.write() as session:
        households.move_in(session, registry, one, theirs, NOW)
        households.move_in(session, registry, one, theirs, NOW)
    assert left == [(one.household_id, one.resident_id)]
    with pytest.raises(Invalid), database.write() as session:
        households.move_in(session, Registry(()), other, mine, NOW)
    with database.write() as session:
        households.close_door(session, other)
        assert households.code_of(session, other.household_id) is None
