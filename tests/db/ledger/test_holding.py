"""Holding an entry until somebody has looked at it: it counts for nothing, and then exactly as it did."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from civic.database.engine import Database
from civic.errors import Forbidden
from footprint.ledger.models import Restatement
from footprint.ledger.queries import standing_for, standings
from footprint.ledger.rebuild import rebuild
from footprint.ledger.restate import restate
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, catalogue, days_ago, noon
from tests.meeting import at_once

BAG_MG = 20_000


@pytest.fixture
def ann(town: Town) -> int:
    return town.move_in(HILL)


def stands(town: Town, entry: int) -> bool:
    with town.database.read() as session:
        return not standings(session, [entry])[entry].is_taken_back


def check(town: Town) -> None:
    """The derived rows are those of the entries, and nothing else is wrong."""
    assert town.derived() == naive.derived(naive.entries(town))
    assert verify(town.database, CALENDAR).differences == ()
    rebuild(town.database, CALENDAR)
    assert town.derived() == naive.derived(naive.entries(town))


def test_a_held_entry_counts_for_nothing_but_keeps_its_room(town: Town, ann: int) -> None:
    held = town.log(ann, "walk", 20)
    town.hold(held)
    assert {key[0] for key in town.derived()} == {"year"}, "what limits of a year count goes on counting"
    assert not stands(town, held)
    check(town)


def test_a_released_entry_counts_as_it_did(town: Town, ann: int) -> None:
    entry, before = town.log(ann, "walk", 20), town.derived()
    town.hold(entry)
    town.use(catalogue(3, step="0.05"))
    assert town.release(entry)
    assert town.derived() == before, "by the figures and the version that it was logged with"
    assert stands(town, entry)
    check(town)


def test_nothing_is_held_or_released_twice(town: Town, ann: int) -> None:
    entry = town.log(ann)
    assert town.release(entry) is None
    assert town.hold(entry)
    assert town.hold(entry) is None
    assert town.release(entry)
    assert town.release(entry) is None
    assert len(naive.entries(town)) == 3


def test_what_was_taken_back_is_not_held(town: Town, ann: int) -> None:
    entry = town.log(ann)
    undone = town.undo(ann, entry).entry_id
    assert (town.hold(entry), town.hold(undone), town.release(entry)) == (None, None, None)
    assert len(naive.entries(town)) == 2


def test_what_is_logged_meanwhile_never_passes_a_limit_with_what_comes_back(town: Town, ann: int) -> None:
    entry = town.log(ann, "walk", 25)
    town.hold(entry)
    meanwhile = town.entry(town.log(ann, "walk", 25))
    assert (meanwhile.credited_milli, meanwhile.points) == (5_000, 0)
    town.release(entry)
    assert sum(one.credited_milli for one in naive.entries(town)) == 30_000
    assert sum(one.points for one in naive.entries(town)) == 2
    check(town)


@pytest.mark.parametrize(("action", "limit"), [("lamp", 20), ("clothes", 4)])
def test_the_room_of_a_home_and_of_a_year_is_kept(town: Town, ann: int, action: str, limit: int) -> None:
    mate = town.move_in(HILL, with_=ann)
    for number in range(3):
        town.hold(town.log(ann, action, limit, on=days_ago(number)))
    after = town.entry(town.log(mate, action, limit))
    assert after.credited_milli == (0 if action == "lamp" else 2_000)


def test_held_uses_go_on_paying_back_the_making(town: Town, ann: int) -> None:
    bag = town.log(ann, "bag", 5, option="cotton")
    town.hold(bag)
    assert town.entry(town.log(ann, "bag", 1, option="cotton")).uses_before_milli == 5_000
    check(town)


def test_the_owner_may_take_back_what_is_held(town: Town, ann: int) -> None:
    entry = town.log(ann, "walk", 30)
    town.hold(entry)
    town.undo(ann, entry)
    assert town.release(entry) is None, "what its owner took back does not come back"
    assert town.derived() == {}
    assert town.entry(town.log(ann, "walk", 30)).credited_milli == 30_000, "and its room is free"
    check(town)


def test_what_is_released_is_undone_once(town: Town, ann: int) -> None:
    entry = town.log(ann)
    town.hold(entry)
    town.release(entry)
    first, again = town.undo(ann, entry), town.undo(ann, entry)
    assert (first.replayed, again.replayed) == (False, True)
    assert town.derived() == {}
    check(town)


def test_a_released_entry_can_be_held_again(town: Town, ann: int) -> None:
    entry, before = town.log(ann), town.derived()
    for _ in range(2):
        assert town.hold(entry)
        assert town.release(entry)
    assert town.derived() == before
    with town.database.read() as session:
        standing = standing_for(session, entry)
    assert standing is not None
    assert standing.first_id == entry
    check(town)


def test_too_old_is_too_old_though_it_is_held(town: Town, ann: int) -> None:
    entry = town.log(ann, on=days_ago(20))
    town.hold(entry)
    with pytest.raises(Forbidden):
        town.undo(ann, entry)
    assert not stands(town, entry)
    assert town.release(entry)


def test_credit_that_rests_on_an_undone_use_is_not_released_whole(town: Town, ann: int) -> None:
    """Five uses pay back the making of a cotton bag: the sixth earns only while the five stand."""
    first = town.log(ann, "bag", 5, option="cotton", on=days_ago(1))
    sixth = town.log(ann, "bag", 1, option="cotton")
    assert town.entry(sixth).mid_mg == BAG_MG
    town.hold(sixth)
    town.undo(ann, first)
    assert not stands(town, sixth), "it is weighed anew, and held as before"
    assert town.release(sixth)
    assert stands(town, sixth)
    assert sum(one.mid_mg for one in naive.entries(town)) == 0
    check(town)


def test_a_released_use_carries_later_credit(town: Town, ann: int) -> None:
    first = town.log(ann, "bag", 5, option="cotton", on=days_ago(1))
    town.log(ann, "bag", 1, option="cotton")
    town.hold(first)
    town.release(first)
    town.undo(ann, first)
    assert sum(one.mid_mg for one in naive.entries(town)) == 0, (
        "the later use lost the ground though its number is lower"
    )
    check(town)


def test_a_closed_season_stays_as_it_is(town: Town, ann: int) -> None:
    entry = town.log(ann)
    later = TODAY + timedelta(days=40)
    assert town.freeze(later)
    before = town.derived()
    assert town.hold(entry, on=later) is None
    assert town.derived() == before


def test_it_counts_where_it_was_logged(town: Town, ann: int) -> None:
    entry, before = town.log(ann), town.derived()
    town.hold(entry)
    town.move(ann, PORT)
    town.release(entry)
    assert town.derived() == before


def test_many_hold_the_same_at_once(town: Town, ann: int) -> None:
    other = Database(town.database.url)
    entry = town.log(ann)
    held = at_once([partial(town.hold, entry, by=process) for process in (town.database, other)] * 4)
    other.dispose()
    assert sorted(held, key=str) == [2, *[None] * 7]
    check(town)


def test_a_hold_and_an_undo_at_once(town: Town, ann: int) -> None:
    other = Database(town.database.url)
    """Whichever comes first, the entry is taken back once by its owner, and nothing is left of it."""
    for _ in range(5):
        entry = town.log(ann)
        came = at_once([partial(town.hold, entry, by=other), partial(town.undo, ann, entry)])
        assert not any(isinstance(one, Exception) for one in came)
        assert town.release(entry) is None
        assert town.derived() == {}
    other.dispose()
    check(town)


def test_held_entries_are_not_restated(town: Town) -> None:
    people = [town.move_in(HILL) for _ in range(12)]
    entries = [town.log(one, "walk", 10) for one in people]
    town.use(catalogue(3, step="0.05"))
    for entry in entries[:2]:
        town.hold(entry)
    town.release(entries[0])
    restate(town.database, town.ledger, noon(TODAY))
    with town.database.read() as session:
        assert session.scalars(select(Restatement.entries)).one() == 11


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("mid_mg = mid_mg + 1", "the held entry"),
        ("replaces_id = NULL", "releases None"),
        ("season = 'x'", "counts for x"),
        ("first_id = 3", "stands for 3"),
    ],
)
def test_verify_finds_a_false_release(town: Town, ann: int, change: str, said: str) -> None:
    entry = town.log(ann)
    town.hold(entry)
    town.release(entry)
    town.drop_triggers()
    town.tamper(f"UPDATE entry SET {change} WHERE id = 3")
    assert any(said in one.what for one in verify(town.database, CALENDAR).differences)
