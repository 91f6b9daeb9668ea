"""What whole months of the ledger say: living entries, each person in one district, and who came back."""

from datetime import date, datetime, timedelta

import pytest

from civic.calendar import monday_of
from footprint.month_counts.queries import Span, Tallies, came_back, first_joined, rides, trips
from footprint.month_counts.rules import NOBODY, Amount, Tally
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, days_ago, noon

BAGS = ["bag"]


WEEK_BEGAN = days_ago(6)


def span(first: date = WEEK_BEGAN, last: date = TODAY) -> Span:
    return Span(first, last, noon(first) - timedelta(hours=12), CALENDAR.end_of(last))


def bags(town: Town, *, new: bool = False, within: Span | None = None) -> Tallies:
    with town.database.read() as session:
        return rides(session, within or span(), BAGS, ["old"], new=new)


def test_entries_are_counted_by_their_answer(town: Town) -> None:
    first, second = town.move_in(), town.move_in()
    for option in ("old", "old", "cotton"):
        town.log(first, "bag", option=option)
    town.log(second, "bag", option="cotton")
    town.log(second, "walk")
    assert bags(town) == {HILL: Tally(Amount(1, 2, 2), Amount(2, 2, 1), Amount(2, 4, 3))}


def test_what_was_taken_back_does_not_count(town: Town) -> None:
    resident = town.move_in()
    town.log(resident, "bag", option="cotton")
    town.undo(resident, town.log(resident, "bag", option="old"))
    assert bags(town) == {HILL: Tally(NOBODY, Amount(1, 1, 1), Amount(1, 1, 1))}
    alone = town.move_in(PORT)
    town.undo(alone, town.log(alone, "bag", option="old"))
    assert PORT not in bags(town)


def test_a_mover_counts_where_most_was_done(town: Town) -> None:
    resident = town.move_in(HILL)
    town.log(resident, "bag", option="old")
    town.move(resident, PORT)
    assert set(bags(town)) == {HILL}
    for _ in range(2):
        town.log(resident, "bag", option="old")
    assert bags(town) == {PORT: Tally(Amount(1, 3, 3), NOBODY, Amount(1, 3, 3))}


def test_only_the_days_count(town: Town) -> None:
    resident = town.move_in()
    town.log(resident, "bag", option="old", on=days_ago(7))
    assert bags(town) == {}
    town.log(resident, "bag", option="old", on=days_ago(6))
    assert bags(town)[HILL].whole.amount == 1
    assert bags(town, within=span(days_ago(7)))[HILL].whole.amount == 2


def test_newcomers_stand_apart(town: Town) -> None:
    old, new = town.move_in(), town.move_in(joined=days_ago(3))
    town.log(old, "bag", option="old"), town.log(new, "bag", option="cotton")
    assert bags(town)[HILL].whole == bags(town, new=True)[HILL].whole == Amount(1, 1, 1)
    assert bags(town)[HILL].part.people == 1 and bags(town, new=True)[HILL].part.people == 0


def test_trips_are_those_of_some_actions(town: Town) -> None:
    resident = town.move_in()
    for action in ("walk", "walk", "stroll", "clothes"):
        town.log(resident, action)
    with town.database.read() as session:
        found = trips(session, span(), ["walk", "stroll"], ["walk"])
    assert found == {HILL: Tally(Amount(1, 2, 2), Amount(1, 1, 1), Amount(1, 3, 3))}


@pytest.mark.parametrize(("weeks", "expected"), [((1, 4), (2, 1, 0)), ((1, 2), (2, 1, 1))])
def test_who_comes_back(town: Town, weeks: tuple[int, int], expected: tuple[int, ...]) -> None:
    monday = monday_of(TODAY) - timedelta(weeks=4)
    begins: datetime = noon(monday) - timedelta(hours=12)
    first, second = town.move_in(joined=monday), town.move_in(joined=monday + timedelta(days=6))
    town.move_in(joined=monday + timedelta(days=8))
    town.log(first, on=monday + timedelta(weeks=1)), town.log(second, on=monday + timedelta(weeks=2, days=6))
    town.undo(second, town.log(second, on=TODAY))
    with town.database.read() as session:
        assert came_back(session, begins, monday, weeks) == expected
        assert first_joined(session) == noon(monday)


def test_nobody_ever_joined(town: Town) -> None:
    with town.database.read() as session:
        assert first_joined(session) is None
