"""Groups show nothing of fewer than ten, move by ten, and keep who belonged to them when the season began."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from civic.city.pack import load_city
from civic.city.text import Text
from civic.disclosure.live import MINIMUM
from civic.paths import CITIES
from civic.residents.models import Resident
from footprint.boards.queries import MEASURES
from footprint.group_boards import services, shares
from footprint.group_boards.kinds import BoardPage, GroupKind, Pairs, Season
from footprint.group_boards.models import BoardMember, GroupRow, GroupShare
from footprint.group_boards.places import newcomers, subdistricts
from footprint.group_boards.queries import Asked, AskedNear, ShownGroup, board, counts_already, near, read
from footprint.ledger.rules import ORGANIZER_CONFIRMED, SELF_REPORTED
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, noon

SEASON = CALENDAR.season(TODAY)
WALK_MG = 41_700
CITY = load_city(CITIES / "zhenjiang")


def _living(_session: Session, season: Season, _now: datetime) -> Sequence[Pairs]:
    known = counts_already("club", season, resident_id=Resident.id)
    return [select(Resident.district_id, Resident.id).where(Resident.district_id.is_not(None), ~known)]  # type: ignore[list-item]


def _names(_session: Session, _city: object) -> dict[str, Text]:
    return {name: Text({"en": name}) for name in (HILL, PORT, *(f"club{number}" for number in range(9)))}


CLUBS = GroupKind("club", BoardPage("clubs", "", "", "", "", "", ()), _names, joining=_living)


def count(town: Town, kind: GroupKind = CLUBS, on: date = TODAY) -> None:
    now = noon(on)
    with town.database.write() as session:
        services.gather(session, [kind], CALENDAR, now)
    shares.bring_up(town.database, kind, services.kept_periods(CALENDAR, on))
    with town.database.read(one_snapshot=True) as session:
        found = services.look(session, CITY, [kind], CALENDAR, on)
    for one in found:
        with town.database.write() as session:
            services.show(session, one, now)


def shown(town: Town, period: str = SEASON.key, kind: str = "club", measure: str = MEASURES[0]) -> list[ShownGroup]:
    return read(board(town.database, Asked(kind, period, "", measure, "", "", 40)))


def row(town: Town, group: str = HILL, period: str = SEASON.key) -> ShownGroup | None:
    return next((one for one in shown(town, period) if one.group_id == group), None)


def walked(town: Town, people: int, district: str = HILL) -> list[int]:
    residents = [town.move_in(district) for _ in range(people)]
    for resident in residents:
        town.log(resident)
    return residents


def test_nine_are_not_shown_and_ten_are(town: Town) -> None:
    walked(town, MINIMUM - 1)
    count(town)
    assert shown(town) == []
    walked(town, 1)
    count(town)
    found = row(town)
    assert found is not None
    assert (found.participants, found.people, found.mid_mg) == (MINIMUM, MINIMUM, MINIMUM * WALK_MG)


def test_all_four_periods_are_counted(town: Town) -> None:
    walked(town, MINIMUM)
    count(town)
    periods = (CALENDAR.week(TODAY).key, CALENDAR.month(TODAY).key, SEASON.key, "all")
    assert [row(town, period=period) is not None for period in periods] == [True] * 4


def test_a_group_of_which_nine_saved_something_is_not_shown(town: Town) -> None:
    walked(town, MINIMUM - 1)
    town.log(town.move_in(HILL), "clothes", 0.01)
    count(town)
    assert shown(town) == []


def test_a_row_moves_when_ten_have_told_more(town: Town) -> None:
    residents = walked(town, MINIMUM)
    count(town)
    before = row(town)
    for resident in residents[1:]:
        town.log(resident)
    count(town, on=TODAY)
    assert row(town) == before
    town.log(residents[0])
    count(town)
    moved = row(town)
    assert moved is not None
    assert moved.mid_mg == 2 * MINIMUM * WALK_MG


def test_kilograms_of_one_do_not_come_with_nine_who_only_met(town: Town) -> None:
    residents = walked(town, MINIMUM)
    count(town)
    before = row(town)
    town.log(residents[0])
    for resident in residents[1:]:
        town.log(resident, "clothes", 0.01)
    count(town)
    assert row(town) == before


def _not_yet(*late: int) -> GroupKind:
    """Clubs to which some do not belong yet."""

    def joining(session: Session, season: Season, now: datetime) -> Sequence[Pairs]:
        return [pairs.where(Resident.id.not_in(late)) for pairs in _living(session, season, now)]

    return replace(CLUBS, joining=joining)


def test_what_somebody_brings_along_does_not_move_alone(town: Town) -> None:
    *residents, late = walked(town, MINIMUM + 1)
    count(town, _not_yet(late))
    before = row(town)
    for resident in residents:
        town.log(resident, "clothes", 0.01)
    count(town)
    assert row(town) == before
    for resident in residents:
        town.log(resident)
    count(town)
    moved = row(town)
    assert moved is not None
    assert moved.mid_mg == (2 * MINIMUM + 1) * WALK_MG


def test_evidence_that_somebody_brings_along_does_not_move_alone(town: Town) -> None:
    *residents, late = walked(town, MINIMUM + 1)
    for resident in (*residents, late):
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town, _not_yet(late))
    for resident in residents:
        town.log(resident)
    count(town)
    found = row(town)
    assert found is not None
    assert found.mid_mg == (3 * MINIMUM + 2) * WALK_MG
    assert (found.self_reported_mg, found.organizer_mg) == (MINIMUM * WALK_MG, MINIMUM * WALK_MG)


def test_a_group_that_undid_everything_goes(town: Town) -> None:
    residents = [town.move_in(HILL) for _ in range(MINIMUM)]
    entries = [town.log(resident) for resident in residents]
    count(town)
    assert row(town) is not None
    for resident, entry in zip(residents, entries, strict=True):
        town.undo(resident, entry)
    count(town)
    assert shown(town) == []


def test_who_left_counts_until_the_season_is_over(town: Town) -> None:
    residents = walked(town, MINIMUM + 2)
    count(town)
    for resident in residents[:2]:
        town.move(resident, PORT)
    for resident in residents:
        town.log(resident)
    count(town)
    found = row(town)
    assert found is not None
    assert (found.people, found.participants) == (MINIMUM + 2, MINIMUM + 2)
    assert row(town, PORT) is None


def test_newcomers_are_those_of_the_season(town: Town) -> None:
    old = SEASON.start - timedelta(days=1)
    for number in range(2 * MINIMUM):
        town.log(town.move_in("jingkou", joined=old if number < MINIMUM else SEASON.start))
    count(town, newcomers)
    (found,) = shown(town, kind=newcomers.id)
    assert (found.group_id, found.people, found.participants) == ("jingkou", MINIMUM, MINIMUM)


def test_ranks_are_those_of_the_rules(town: Town) -> None:
    """The more a group walks the higher it stands, whatever the order of counting; the lower half has no number."""
    clubs = [f"club{number}" for number in range(6)]
    for number, club in enumerate(Random(7).sample(clubs, len(clubs))):
        for _ in range(MINIMUM):
            town.log(town.move_in(club), quantity=0.5 + 0.5 * number)
    count(town)
    found = shown(town)
    assert [one.position for one in found] == list(range(6))
    ahead = [one for one in found if one.is_ahead]
    assert [one.rank for one in ahead] == [1, 2, 3]
    assert [one.mid_mg for one in ahead] == sorted((one.mid_mg for one in found), reverse=True)[:3]
    assert [one.group_id for one in found[3:]] == sorted(one.group_id for one in found[3:])
    assert {one.compared for one in found} == {6}
    assert found[0].mean == pytest.approx(1000 * sum(one.mid_mg for one in found) / (6 * MINIMUM), abs=1)


def test_groups_of_another_size_are_not_compared(town: Town) -> None:
    sized = replace(CLUBS, size_classes=((MINIMUM + 1, "large"), (0, "small")))
    walked(town, MINIMUM)
    walked(town, MINIMUM + 1, PORT)
    count(town, sized)
    (small,) = read(board(town.database, Asked("club", SEASON.key, "", MEASURES[0], "small", "", 40)))
    assert (small.group_id, small.compared, small.rank) == (HILL, 1, 1)


def test_a_group_stands_beside_the_board(town: Town) -> None:
    walked(town, MINIMUM)
    walked(town, MINIMUM, PORT)
    count(town, replace(CLUBS, beside=PORT))
    found = {
        one.group_id: one
        for one in read(board(town.database, Asked("club", SEASON.key, "", MEASURES[0], "", PORT, 40)))
    }
    assert (found[HILL].rank, found[HILL].compared) == (1, 1)
    assert (found[PORT].rank, found[PORT].compared) == (None, 0)


def test_near_are_those_just_above_and_of_the_band(town: Town) -> None:
    people = {}
    for number in range(6):
        people[number] = [town.move_in(f"club{number}") for _ in range(MINIMUM)]
        for resident in people[number]:
            town.log(resident, quantity=0.5 + 0.5 * number)
    count(town)
    ranks = {one.group_id: one.rank for one in shown(town)}
    last = read(near(town.database, AskedNear(people[0][0], SEASON.key, "club", SEASON.key, "", MEASURES[0])))
    assert [one.group_id for one in last if one.group_id != one.of] == ["club3", "club2", "club1"]
    assert ranks["club0"] == 6
    assert near(town.database, AskedNear(10**9, SEASON.key, "club", SEASON.key, "", MEASURES[0])) == ()


def test_the_period_before_stands_beside(town: Town) -> None:
    residents = walked(town, MINIMUM)
    count(town)
    for resident in residents:
        town.log(resident, on=TODAY + timedelta(days=7), quantity=2)
    count(town, on=TODAY + timedelta(days=7))
    this, last = CALENDAR.week(TODAY + timedelta(days=7)).key, CALENDAR.week(TODAY).key
    (found,) = read(board(town.database, Asked("club", this, last, MEASURES[0], "", "", 40)))
    assert (found.mid_mg, found.before_mid_mg) == (2 * MINIMUM * WALK_MG, MINIMUM * WALK_MG)


def _figures(town: Town) -> dict[str, tuple[int, ...]]:
    found = shown(town)
    return {one.group_id: (one.participants, one.mid_mg, one.sum_g, one.sum_of_squares_g2) for one in found}


def test_what_is_counted_equals_the_ledger(town: Town) -> None:
    """Counted bit by bit or once, after records and undos, the figures are the same."""
    draw = Random(11)
    residents = [town.move_in(draw.choice((HILL, PORT))) for _ in range(40)]
    for _ in range(4):
        for resident in residents:
            entry = town.log(resident, quantity=draw.randint(1, 9))
            if draw.random() < 0.2:
                town.undo(resident, entry)
        count(town)
    often = _figures(town)
    with town.database.write() as session:
        session.query(GroupRow).delete()
    count(town)
    assert _figures(town) == often
    with town.database.read() as session:
        assert session.query(BoardMember).count() == len(residents)


def test_who_comes_later_brings_along_what_they_did(town: Town) -> None:
    """A club whose members are taken in after they had walked; once, however often it is counted."""
    walked(town, MINIMUM)
    count(town, replace(CLUBS, joining=lambda *_: []))
    assert shown(town) == []
    count(town)
    count(town)
    found = row(town)
    assert found is not None
    assert (found.participants, found.mid_mg) == (MINIMUM, MINIMUM * WALK_MG)


def test_shares_made_anew_equal_those_that_were_carried_on(town: Town) -> None:
    draw = Random(5)
    residents = [town.move_in(draw.choice((HILL, PORT))) for _ in range(12)]
    for day in range(-20, 1):
        on = TODAY + timedelta(days=day)
        for resident in draw.sample(residents, 4):
            entry = town.log(resident, on=on, quantity=draw.randint(1, 9))
            if draw.random() < 0.3:
                town.undo(resident, entry, on=on)
        count(town, on=on)
    carried = _shares(town)
    shares.forget(town.database, CLUBS)
    assert _shares(town) == []
    count(town)
    assert _shares(town) == carried


def test_new_members_of_teams_change_nothing_of_places(town: Town) -> None:
    """A place has no members: what its residents did is not counted once more for each that a team has gained."""
    places = replace(CLUBS, id="place", joining=None)
    residents = [town.move_in(HILL) for _ in range(MINIMUM)]
    with town.database.write() as session:
        session.execute(update(Resident).values(subdistrict_id="riverside"))
    for resident in residents:
        town.log(resident)
    shares.bring_up(town.database, places, services.kept_periods(CALENDAR, TODAY))
    known = _shares(town)
    with town.database.write() as session:
        services.gather(session, [CLUBS], CALENDAR, noon(TODAY))
    shares.bring_up(town.database, places, services.kept_periods(CALENDAR, TODAY))
    assert len(known) >= MINIMUM
    assert _shares(town) == known


def _shares(town: Town) -> list[tuple[object, ...]]:
    columns = GroupShare.__table__.c
    with town.database.read() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(*columns.values()[:4]))]


def test_shares_of_periods_that_move_no_more_are_forgotten(town: Town) -> None:
    walked(town, MINIMUM)
    count(town)
    later = TODAY + timedelta(days=40)
    count(town, on=later)
    with town.database.read() as session:
        kept = set(session.scalars(select(GroupShare.period)))
    assert CALENDAR.week(TODAY).key not in kept
    assert "all" in kept


def test_places_by_participation_are_others_than_by_kilograms(town: Town) -> None:
    """Of the one everybody walks a little, of the other ten of twenty walk far."""
    for _ in range(2 * MINIMUM):
        town.log(town.move_in(HILL), quantity=0.5)
    for number in range(2 * MINIMUM):
        resident = town.move_in(PORT)
        if number < MINIMUM:
            town.log(resident, quantity=9)
    count(town)
    by = {measure: {one.group_id: one.rank for one in shown(town, measure=measure)} for measure in MEASURES}
    assert by["per_1000"] == {PORT: 1, HILL: 2}
    assert by["participation"] == {HILL: 1, PORT: 2}
    (first,) = [one for one in shown(town, measure="participation") if one.rank == 1]
    assert (first.shrunk, first.mean) == (pytest.approx(1_000_000, abs=250_000), 750_000)


def test_evidence_of_few_is_told_with_the_weaker(town: Town) -> None:
    residents = walked(town, MINIMUM)
    for resident in residents[:3]:
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town)
    found = row(town)
    assert found is not None
    assert (found.self_reported_mg, found.organizer_mg) == (13 * WALK_MG, 0)
    for resident in residents:
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town)
    found = row(town)
    assert found is not None
    assert (found.self_reported_mg, found.organizer_mg) == (10 * WALK_MG, 13 * WALK_MG)


def test_evidence_of_a_part_is_not_told_where_the_rest_would_be_of_few(town: Town) -> None:
    """All newcomers' walks were confirmed, and of those who were there before only one's."""
    old = SEASON.start - timedelta(days=1)
    for number in range(2 * MINIMUM):
        is_new = number < MINIMUM
        resident = town.move_in("jingkou", joined=SEASON.start if is_new else old)
        town.log(resident, tier=ORGANIZER_CONFIRMED if is_new or number == MINIMUM else SELF_REPORTED)
    count(town, newcomers)
    (found,) = shown(town, kind=newcomers.id)
    assert (found.self_reported_mg, found.organizer_mg) == (MINIMUM * WALK_MG, 0)


def test_the_rest_of_a_district_tells_about_nobody(town: Town) -> None:
    """Twelve newcomers and three who were there before: the district's board shows fifteen."""
    old = SEASON.start - timedelta(days=1)
    for number in range(MINIMUM + 5):
        town.log(town.move_in("jingkou", joined=old if number < 3 else SEASON.start))
    count(town, newcomers)
    assert shown(town, kind=newcomers.id) == []
    for _ in range(MINIMUM - 3):
        town.log(town.move_in("jingkou", joined=old))
    count(town, newcomers)
    (found,) = shown(town, kind=newcomers.id)
    assert found.participants == MINIMUM + 2


def test_sub_districts_are_compared_once_all_populations_are_known() -> None:
    assert subdistricts.people is not None
    assert subdistricts.people(CITY) == {}
    known = replace(
        CITY,
        districts=tuple(
            replace(one, subdistricts=tuple(replace(part, residents=1_000) for part in one.subdistricts))
            for one in CITY.districts
        ),
    )
    assert set(subdistricts.people(known).values()) == {1_000}
