"""Boards of people show who wants it, at least ten, while they want it, and nothing of those who do not."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select

from civic.disclosure.live import MINIMUM
from civic.feature import Feature, Registry
from civic.residents.models import Resident
from footprint.people_boards import services
from footprint.people_boards.models import PersonRow
from footprint.people_boards.queries import HIDES, Asked, Boards, ShownPerson
from tests.db.ledger.town import CALENDAR, HILL, TODAY, Town, noon

SEASON = CALENDAR.season(TODAY)
BEFORE = SEASON.start - timedelta(days=1)
NOBODY_HIDES = Registry(())


def choose(town: Town, *who: int, alone: bool = True, household: bool = False) -> None:
    with town.database.write() as session:
        for one in who:
            services.choose(session, one, alone=alone, household=household)


def count(town: Town) -> None:
    with town.database.write() as session:
        services.count(session, NOBODY_HIDES, CALENDAR, noon(TODAY))


def shown(town: Town, among: str = HILL, board: str = "residents", by: Registry = NOBODY_HIDES) -> list[ShownPerson]:
    return list(Boards(by).first(town.database, Asked(board, SEASON.key, among)))


def walkers(town: Town, people: int = MINIMUM) -> list[int]:
    """Residents of whom the n-th walked on n days."""
    found = [town.move_in(HILL, joined=BEFORE) for _ in range(people)]
    for number, one in enumerate(found):
        for age in range(min(number + 1, 7)):
            town.log(one, on=TODAY - timedelta(days=age))
    return found


def test_nobody_stands_there_unasked(town: Town) -> None:
    walkers(town)
    count(town)
    assert shown(town) == []


def test_ten_who_want_it_stand_by_their_days(town: Town) -> None:
    who = walkers(town)
    choose(town, *who)
    count(town)
    found = shown(town)
    assert [one.resident_id for one in found if one.is_ahead] == who[6:] + who[5:6]
    assert {one.resident_id: one.days for one in found} == {one: min(number + 1, 7) for number, one in enumerate(who)}


def test_nine_do_not_stand_alone(town: Town) -> None:
    choose(town, *walkers(town)[1:])
    count(town)
    assert shown(town) == []


def test_who_turns_it_off_is_gone_at_once(town: Town) -> None:
    who = walkers(town)
    choose(town, *who)
    count(town)
    choose(town, who[0], alone=False)
    assert who[0] not in [one.resident_id for one in shown(town)]
    with town.database.write() as session:
        services.forget(session, who[1])
        assert session.scalars(select(PersonRow.resident_id).where(PersonRow.resident_id == who[1])).all() == []


def test_who_hides_from_everybody_is_not_seen(town: Town) -> None:
    who = walkers(town)
    choose(town, *who)
    count(town)

    def hides(resident_id: ColumnElement[int]) -> ColumnElement[bool]:
        return resident_id == who[3]

    hiding = Registry((Feature("hiding", HIDES.takes(hides)),))
    assert who[3] not in [one.resident_id for one in shown(town, by=hiding)]
    assert len(shown(town, by=hiding)) == MINIMUM - 1


def test_the_others_of_a_district_are_not_told_about(town: Town) -> None:
    """Three who do not want to be seen would be what is left of the district's figures."""
    choose(town, *walkers(town))
    walkers(town, 3)
    count(town)
    assert shown(town) == []
    walkers(town, MINIMUM - 3)
    count(town)
    assert len(shown(town)) == MINIMUM


def test_who_did_nothing_hides_nobody(town: Town) -> None:
    """Ten households of two, of whom one walked each: three others of the district are what is left of its figures."""
    first = walkers(town)
    second = [town.move_in(HILL, with_=one, joined=BEFORE) for one in first]
    choose(town, *first, *second, alone=False, household=True)
    walkers(town, 3)
    count(town)
    assert shown(town, "2", "households") == []
    walkers(town, MINIMUM - 3)
    count(town)
    assert len(shown(town, "2", "households")) == MINIMUM


def test_newcomers_stand_among_themselves(town: Town) -> None:
    fresh = [town.move_in(HILL, joined=SEASON.start) for _ in range(MINIMUM)]
    for one in fresh:
        town.log(one)
    choose(town, *fresh)
    count(town)
    assert shown(town) == []
    assert len(shown(town, "new")) == MINIMUM


def test_an_undone_day_does_not_count(town: Town) -> None:
    who = walkers(town)
    town.undo(who[9], town.log(who[9], on=TODAY - timedelta(days=7)))
    choose(town, *who)
    count(town)
    assert {one.days for one in shown(town) if one.resident_id == who[9]} == {7}


def test_households_stand_while_everybody_wants_it(town: Town) -> None:
    first = walkers(town)
    second = [town.move_in(HILL, with_=one, joined=BEFORE) for one in first]
    choose(town, *first, *second, alone=False, household=True)
    count(town)
    found = shown(town, "2", "households")
    assert [one.people for one in found] == [2] * MINIMUM
    assert {one.resident_id: one.days for one in found}[first[3]] == 2
    assert shown(town) == []
    choose(town, second[0], alone=True, household=False)
    assert first[0] not in [one.resident_id for one in shown(town, "2", "households")]
    town.move_out(second[1])
    choose(town, second[1], alone=False)
    assert first[1] not in [one.resident_id for one in shown(town, "2", "households")], "it tells of who moved out"
    with town.database.write() as session:
        session.get_one(Resident, second[4]).erased_at = noon(TODAY)
        services.forget(session, second[4])
    assert first[4] not in [one.resident_id for one in shown(town, "2", "households")], "it tells of who is erased"
    with town.database.read() as session:
        alone = session.scalar(select(Resident.household_id).where(Resident.id == first[2]))
    town.move_in(HILL, with_=first[2])
    assert alone not in [one.household_id for one in shown(town, "2", "households")]


def test_my_own_row_stands_with_those_just_above(town: Town) -> None:
    who = walkers(town)
    choose(town, *who)
    count(town)
    own = Boards(NOBODY_HIDES).own(town.database, Asked("residents", SEASON.key, HILL), who[2], 0)
    assert [one.resident_id for one in own] == [who[2], who[3], who[4]]
