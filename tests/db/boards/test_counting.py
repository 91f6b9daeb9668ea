"""What boards show, and when it moves: never over fewer than ten people, never by fewer than ten."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from civic.disclosure.live import MINIMUM
from civic.disclosure.models import FigureChange
from footprint.boards import services
from footprint.boards.models import BoardRow
from footprint.boards.queries import CountedPlace, Own, Place, counted, counted_with_before, own_since
from footprint.ledger.rules import ORGANIZER_CONFIRMED, SELF_REPORTED
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, noon

SEASON = CALENDAR.season(TODAY).key
WEEK = CALENDAR.week(TODAY)
NEXT_WEEK = TODAY + timedelta(days=7)


def count(town: Town, on: date = TODAY) -> list[Place]:
    with town.database.write(one_snapshot=True) as session:
        return list(services.count(session, CALENDAR, noon(on)))


def row(town: Town, period: str = SEASON, district: str = HILL) -> CountedPlace | None:
    return next((one for one in counted(town.database, period) if one.district_id == district), None)


def settled(town: Town, people: int, district: str = HILL) -> list[int]:
    return [town.move_in(district) for _ in range(people)]


def walked(town: Town, people: int, district: str = HILL) -> list[int]:
    """So many residents who walked a kilometre."""
    residents = settled(town, people, district)
    for resident in residents:
        town.log(resident)
    return residents


def test_nine_are_not_shown_and_ten_are(town: Town) -> None:
    walked(town, MINIMUM - 1)
    assert count(town) == []
    assert row(town) is None
    walked(town, 1)
    assert {place.district_id for place in count(town)} == {HILL}
    shown = row(town)
    assert shown is not None
    assert (shown.participants, shown.entries) == (MINIMUM, MINIMUM)


def test_nine_who_only_met_do_not_lay_open_what_one_saved(town: Town) -> None:
    met = settled(town, MINIMUM)
    for resident in met:
        town.log(resident, "clothes", 0.01)
    count(town)
    shown = row(town)
    assert shown is not None
    assert shown.mid_mg == 0
    town.log(met[0])
    for resident in met[1:]:
        town.log(resident, "clothes", 0.01)
    assert count(town) == []
    assert row(town) == shown
    for resident in met[1:]:
        town.log(resident)
    assert len(count(town)) == 4
    moved = row(town)
    assert moved is not None
    assert moved.mid_mg == 41_700 * MINIMUM


def test_a_place_waits_until_ten_have_saved_something(town: Town) -> None:
    for resident in settled(town, MINIMUM):
        town.log(resident, "clothes", 0.01)
    walked(town, MINIMUM - 1)
    assert count(town) == []
    walked(town, 1)
    assert len(count(town)) == 4


def test_all_four_periods_are_counted(town: Town) -> None:
    walked(town, MINIMUM)
    count(town)
    periods = (WEEK.key, CALENDAR.month(TODAY).key, SEASON, "all")
    assert [row(town, period) is not None for period in periods] == [True] * 4


def test_the_figures_are_those_of_the_ledger(town: Town) -> None:
    for number, resident in enumerate(settled(town, MINIMUM), start=1):
        town.log(resident, quantity=number)
    count(town)
    shown = row(town)
    assert shown is not None
    grams = [round(41.7 * number) for number in range(1, MINIMUM + 1)]
    assert shown.mid_mg == sum(41_700 * number for number in range(1, MINIMUM + 1))
    assert abs(shown.sum_g - sum(grams)) <= MINIMUM
    assert shown.sum_of_squares_g2 > shown.sum_g**2 / MINIMUM


def test_one_persons_entries_never_move_the_board(town: Town) -> None:
    first, *_ = walked(town, MINIMUM)
    count(town)
    before = row(town)
    for _ in range(3 * MINIMUM):
        town.log(first)
    assert count(town) == []
    assert row(town) == before


def test_ten_others_move_it_and_take_the_rest_along(town: Town) -> None:
    first, *others = walked(town, MINIMUM)
    count(town)
    for resident in others:
        town.log(resident)
    assert count(town) == []
    town.log(first, quantity=5)
    assert len(count(town)) == 4
    shown = row(town)
    assert shown is not None
    assert shown.mid_mg == 41_700 * (10 + 9 + 5)


def test_an_undo_is_a_change_like_any_other(town: Town) -> None:
    residents = settled(town, MINIMUM)
    entries = [town.log(resident) for resident in residents]
    walked(town, MINIMUM)
    count(town)
    for resident, entry in zip(residents, entries, strict=True):
        assert row(town) is not None
        town.undo(resident, entry)
    count(town)
    shown = row(town)
    assert shown is not None
    assert shown.participants == MINIMUM


def test_a_row_goes_when_too_few_are_left(town: Town) -> None:
    residents = settled(town, MINIMUM)
    entries = [town.log(resident) for resident in residents]
    count(town)
    for resident, entry in zip(residents, entries, strict=True):
        town.undo(resident, entry)
    count(town)
    assert row(town) is None


def test_places_move_by_themselves(town: Town) -> None:
    walked(town, MINIMUM)
    walked(town, MINIMUM, PORT)
    count(town)
    port = row(town, district=PORT)
    walked(town, MINIMUM)
    assert {place.district_id for place in count(town)} == {HILL}
    assert row(town, district=PORT) == port


def test_an_entry_counts_in_its_own_week_only(town: Town) -> None:
    residents = walked(town, MINIMUM)
    count(town)
    before = row(town, WEEK.key)
    for resident in residents:
        town.log(resident, on=NEXT_WEEK)
    count(town, NEXT_WEEK)
    assert row(town, WEEK.key) == before
    assert row(town, CALENDAR.week(NEXT_WEEK).key) is not None


def test_a_week_that_is_over_is_counted_for_as_long_as_residents_may_tell_of_it(town: Town) -> None:
    sunday, last_day = WEEK.end, WEEK.end + timedelta(days=7)
    residents = walked(town, MINIMUM)
    count(town)
    for resident in residents:
        town.log(resident, on=last_day, occurred_on=sunday)
    count(town, last_day)
    shown = row(town, WEEK.key)
    assert shown is not None and shown.entries == 2 * MINIMUM
    count(town, last_day + timedelta(days=1))
    assert row(town, WEEK.key) == shown


def test_a_period_and_the_one_before_are_read_together(town: Town) -> None:
    residents = walked(town, MINIMUM)
    count(town)
    for resident in residents:
        town.log(resident, on=NEXT_WEEK)
    count(town, NEXT_WEEK)
    now, before = counted_with_before(town.database, CALENDAR.week(NEXT_WEEK).key, WEEK.key)
    assert (now, before) == (counted(town.database, CALENDAR.week(NEXT_WEEK).key), counted(town.database, WEEK.key))
    assert counted_with_before(town.database, "all", "") == (counted(town.database, "all"), ())


def test_changes_of_weeks_that_are_over_are_forgotten(town: Town) -> None:
    residents = walked(town, MINIMUM)
    count(town)
    town.log(residents[0])
    count(town)
    count(town, TODAY + timedelta(days=100))
    with town.database.read() as session:
        subjects = set(session.scalars(select(FigureChange.subject)))
    assert subjects == {f"board:all:{HILL}", f"board evidence:all:{HILL}:{SELF_REPORTED}"}


def by_tier(town: Town) -> tuple[int, ...]:
    shown = row(town)
    assert shown is not None
    assert shown.self_reported_mg + shown.paper_mg + shown.organizer_mg + shown.instrument_mg <= shown.mid_mg
    return tuple(mg // 41_700 for mg in (shown.self_reported_mg, shown.organizer_mg))


def test_a_kind_of_evidence_of_few_people_is_not_told_by_itself(town: Town) -> None:
    people = settled(town, 3 * MINIMUM)
    for resident in people[: 2 * MINIMUM]:
        town.log(resident)
    for resident in people[2 * MINIMUM + 1 :]:
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town)
    assert by_tier(town) == (29, 0)
    for resident in people[2 * MINIMUM :]:
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town)
    assert by_tier(town) == (20, 19)


def test_the_mix_moves_when_ten_have_changed_each_of_its_kinds(town: Town) -> None:
    people = settled(town, 3 * MINIMUM)
    for resident in people:
        town.log(resident)
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town)
    assert by_tier(town) == (30, 30)
    for resident in people[:MINIMUM]:
        town.log(resident)
    town.log(people[0], tier=ORGANIZER_CONFIRMED)
    assert len(count(town)) == 4
    assert by_tier(town) == (30, 30)
    for resident in people[1 : MINIMUM + 1]:
        town.log(resident, tier=ORGANIZER_CONFIRMED)
    count(town)
    assert by_tier(town) == (40, 41)


def test_what_one_did_since_stands_beside_the_board(town: Town) -> None:
    first, *_ = walked(town, MINIMUM)
    count(town)
    town.log(first, quantity=2)
    town.log(first, quantity=3)
    for key in (WEEK, CALENDAR.season(TODAY), None):
        place = row(town, key.key if key else "all")
        assert place is not None
        assert own_since(town.database, Own(first, HILL), place, key, TODAY) == 41_700 * 5


def test_what_one_did_stands_there_before_anything_is_shown(town: Town) -> None:
    (first,) = walked(town, 1)
    count(town)
    assert own_since(town.database, Own(first, HILL), None, WEEK, TODAY) == 41_700


def test_what_others_or_one_did_elsewhere_does_not(town: Town) -> None:
    first, second, *_ = walked(town, MINIMUM)
    count(town)
    town.log(second)
    town.move(first, PORT)
    town.log(first)
    place = row(town)
    assert place is not None
    assert own_since(town.database, Own(first, HILL), place, None, TODAY) == 0


@pytest.mark.parametrize("seed", range(3))
def test_two_looks_differ_by_ten_people_or_not_at_all(town: Town, seed: int) -> None:
    """Whatever happens between counts: a shown row that changes does so by entries of ten residents and more."""
    residents = settled(town, 25)
    entries: dict[int, list[int]] = {resident: [] for resident in residents}
    changed: set[int] = set()
    saved: set[int] = set()
    shown = row(town)
    random = Random(seed)
    for _ in range(200):
        resident, step = random.choice(residents), random.choices(("log", "meet", "undo", "count"), (4, 3, 2, 2))[0]
        if step == "count":
            count(town)
            now_shown = row(town)
            if shown is not None and now_shown != shown:
                assert len(changed) >= MINIMUM
                assert now_shown is None or now_shown.mid_mg == shown.mid_mg or len(saved) >= MINIMUM
            if now_shown != shown:
                changed, saved = set(), set()
            shown = now_shown
            assert shown is None or shown.participants >= MINIMUM
        elif step == "meet":
            town.log(resident, "clothes", 0.01)
            changed.add(resident)
        elif step == "log" or not entries[resident]:
            entries[resident].append(town.log(resident))
            changed.add(resident)
            saved.add(resident)
        else:
            town.undo(resident, entries[resident].pop())
            changed.add(resident)
            saved.add(resident)


def test_rows_and_changes_stay_as_few_as_places(town: Town) -> None:
    for _ in range(3):
        walked(town, MINIMUM)
        count(town)
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(BoardRow)) == 4
        assert session.scalar(select(func.count()).select_from(FigureChange)) == 0
