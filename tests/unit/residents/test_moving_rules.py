"""Where somebody lived on a day, and when they may move again."""

from datetime import date, timedelta

from civic.residents.rules import MOVES_EVERY, Past, Place, is_naming, may_move_on, place_on
from footprint.ledger.rules import CHANGEABLE_DAYS

HILL, PORT, LAKE = Place("hill", None), Place("port", "quay"), Place("lake", None)
PAST = [Past(HILL, date(2026, 3, 1)), Past(PORT, date(2026, 9, 1))]


def test_the_day_of_the_move_is_the_first_at_the_new_place() -> None:
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [place_on(day, PAST, LAKE) for day in days] == [HILL, PORT, PORT, LAKE]
    assert place_on(date(2000, 1, 1), [], LAKE) == LAKE


def test_the_next_move_is_a_season_away() -> None:
    assert may_move_on([], HILL) is None
    assert may_move_on(PAST, LAKE) == date(2026, 9, 1) + MOVES_EVERY
    assert timedelta(days=CHANGEABLE_DAYS) < MOVES_EVERY, "what may be told today concerns at most one move"


def test_naming_a_part_of_the_district_is_no_move() -> None:
    named = Place("hill", "summit")
    assert is_naming(HILL, named)
    assert not is_naming(named, HILL)
    assert not is_naming(HILL, PORT)
    assert may_move_on([Past(HILL, date(2026, 3, 1))], named) is None
