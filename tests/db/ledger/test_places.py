"""Entries count for the place where their resident lived on their day, and `verify` proves it."""

from datetime import date, timedelta

import pytest

from civic.city.pack import load_city
from civic.errors import Conflict
from civic.paths import CITIES
from civic.residents import moving
from civic.residents.models import Resident
from civic.residents.queries import living
from civic.residents.rules import MOVES_EVERY, Place
from footprint.ledger.models import Entry
from footprint.ledger.verify import verify
from tests.db.ledger.town import CALENDAR, TODAY, Town, days_ago, noon

CITY = load_city(CITIES / "zhenjiang")
HOME, AWAY = Place("jingkou", None), Place("runzhou", None)


def move(town: Town, resident: int, new: Place, day: date = TODAY) -> None:
    with town.database.write() as session:
        actor = living(session, Resident.id == resident)[0]
        moving.move(session, CITY, CALENDAR, actor, new, noon(day))


def places(town: Town) -> list[str]:
    with town.database.read() as session:
        return [row[0] for row in session.query(Entry.district_id).order_by(Entry.id)]


def test_what_was_done_before_a_move_counts_there_whenever_it_is_told(town: Town) -> None:
    ann = town.move_in(HOME.district_id)
    town.log(ann, "walk", 1, occurred_on=days_ago(2))
    move(town, ann, AWAY)
    town.log(ann, "walk", 1, occurred_on=days_ago(1))
    undone = town.log(ann, "walk", 1, occurred_on=TODAY)
    town.undo(ann, undone)
    assert places(town) == ["jingkou", "jingkou", "runzhou", "runzhou"]
    assert verify(town.database, CALENDAR).differences == ()


def test_verify_finds_an_entry_that_counts_elsewhere(town: Town) -> None:
    ann = town.move_in(HOME.district_id)
    town.log(ann, "walk", 1)
    with town.database.write() as session:
        session.get_one(Resident, ann).district_id = AWAY.district_id
    (difference,) = verify(town.database, CALENDAR).differences
    assert str(difference) == "entry 1 counts for jingkou, where its resident did not live that day"


def test_nobody_goes_from_board_to_board(town: Town) -> None:
    ann = town.move_in(HOME.district_id)
    move(town, ann, AWAY)
    move(town, ann, AWAY)
    part = Place("runzhou", CITY.district_by_id["runzhou"].subdistricts[0].id)
    move(town, ann, part)
    with pytest.raises(Conflict):
        move(town, ann, HOME, TODAY + MOVES_EVERY - timedelta(days=1))
    move(town, ann, HOME, TODAY + MOVES_EVERY)
    with town.database.read() as session:
        assert session.get_one(Resident, ann).district_id == "jingkou"
        assert len(moving.past(session, ann)) == 3
