"""Who follows the ledger is told of what was recorded and of what residents took back, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from civic.database.driver import DriverTransaction
from civic.errors import Conflict, Invalid
from civic.feature import Feature, Registry
from footprint.ledger import services
from footprint.ledger.services import AFTER_RECORD, AFTER_UNDO, EntryFacts, Ledger, Recorded
from tests.db.ledger import naive
from tests.db.ledger.town import TODAY, Town, days_ago, noon


@dataclass
class Follower:
    """Remembers what it was told."""

    recorded: list[Sequence[EntryFacts]] = field(default_factory=list)
    undone: list[EntryFacts] = field(default_factory=list)

    def after_record(
        self, _transaction: DriverTransaction, _ledger: Ledger, entries: Sequence[EntryFacts], _now: datetime
    ) -> None:
        self.recorded.append(entries)

    def after_undo(self, _session: Session, _ledger: Ledger, entry: EntryFacts, _now: datetime) -> None:
        self.undone.append(entry)


@pytest.fixture
def follower(town: Town) -> Follower:
    """Follows the town's ledger."""
    follower = Follower()
    told = (AFTER_RECORD.takes(follower.after_record), AFTER_UNDO.takes(follower.after_undo))
    town.ledger = replace(town.ledger, registry=Registry([Feature("follower", *told)]))
    return follower


def undo_own(town: Town, resident: int, entry: int) -> None:
    with town.database.write() as session:
        services.undo_own(session, town.ledger, resident, entry, noon(TODAY))


def test_those_recorded_together_are_told_together(town: Town, follower: Follower) -> None:
    ann, bob = town.move_in(), town.move_in()
    claims = [town.claim(ann, "walk", 40), town.claim(bob, "lamp"), town.claim(ann, "walk", 1)]
    numbers = [one.entry_id for one in town.record_many(claims) if isinstance(one, Recorded)]
    assert follower.recorded == [
        [
            EntryFacts(numbers[0], ann, "walk", "self", TODAY, 30_000),
            EntryFacts(numbers[1], bob, "lamp", "self", TODAY, 1_000),
            EntryFacts(numbers[2], ann, "walk", "self", TODAY, 0),
        ]
    ]


def test_what_is_refused_or_there_already_is_not_told(town: Town, follower: Follower) -> None:
    ann = town.move_in()
    claim = town.claim(ann)
    town.record(claim)
    outcomes = town.record_many([claim, replace(claim, quantity_milli=7), town.claim(ann, occurred_on=days_ago(9))])
    assert [type(outcome) for outcome in outcomes] == [Recorded, Conflict, Invalid]
    assert len(follower.recorded) == 1


def test_the_committing_thread_tells_too(town: Town, follower: Follower) -> None:
    ann = town.move_in()
    day = town.ledger.calendar.today()
    claim = town.claim(ann, occurred_on=day)
    recorded = town.database.commit_among(claim, town.ledger.record_gathered)
    assert [[entry.id for entry in told] for told in follower.recorded] == [[recorded.entry_id]]


def test_an_undo_is_told_once(town: Town, follower: Follower) -> None:
    ann = town.move_in()
    entry = town.log(ann, "walk", 2)
    undo_own(town, ann, entry)
    undo_own(town, ann, entry)
    assert follower.undone == [EntryFacts(entry, ann, "walk", "self", TODAY, 2_000)]
    assert len(follower.recorded) == 1


def test_a_hold_is_no_undo_and_what_is_released_is_told_by_its_first_number(town: Town, follower: Follower) -> None:
    ann = town.move_in()
    entry = town.log(ann, "walk", 2)
    town.hold(entry)
    released = town.release(entry)
    assert (len(follower.recorded), follower.undone) == (1, [])
    assert released
    undo_own(town, ann, released)
    assert follower.undone == [EntryFacts(entry, ann, "walk", "self", TODAY, 2_000)]


def test_whoever_follows_and_fails_takes_the_entry_with_it(town: Town) -> None:
    def fail(*_: object) -> None:
        raise Conflict("No.")

    ann = town.move_in()
    town.ledger = replace(town.ledger, registry=Registry([Feature("follower", AFTER_RECORD.takes(fail))]))
    with pytest.raises(Conflict):
        town.log(ann)
    assert naive.entries(town) == []
    assert town.derived() == {}
