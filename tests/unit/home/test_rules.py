"""What a resident's day begins with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.home.rules import next_action, seen

SEASON, TODAY = "season:2026-autumn", date(2026, 11, 27)


def looks(*totals_mg: int, days: tuple[int, ...], at: str = "hill") -> list[int]:
    """What each look at a district shows that came so many days after the first."""
    kept, shown = None, []
    for total_mg, later in zip(totals_mg, days, strict=True):
        now = seen(kept, SEASON, at, TODAY + timedelta(days=later), total_mg)
        kept = [now.season, now.district, now.day, now.before_mg, now.last_mg]
        shown.append(now.more_mg)
    return shown


def test_what_came_since_the_day_before_stays_told_all_day() -> None:
    assert looks(100, 130, 150, 150, days=(0, 0, 1, 1)) == [0, 30, 20, 20]


def test_a_figure_that_fell_is_no_loss_that_is_told() -> None:
    assert looks(100, 60, 90, days=(0, 1, 2)) == [0, 0, 30]


def test_a_new_season_begins_with_nothing() -> None:
    kept = ["season:2026-summer", "hill", (TODAY - timedelta(days=1)).isoformat(), 5, 7]
    assert seen(kept, SEASON, "hill", TODAY, 900).more_mg == 0


def test_who_has_moved_is_not_told_the_difference_of_two_districts() -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert seen([SEASON, "hill", yesterday, 5, 7], SEASON, "hill", TODAY, 900).more_mg == 893
    assert seen([SEASON, "port", yesterday, 5, 7], SEASON, "hill", TODAY, 900).more_mg == 0


@pytest.mark.parametrize(
    "kept", [None, 7, "x", [], ["a", "b", 1], ["a", "b", "c", "d", 1], [SEASON, "b", "c", True, 1], {}]
)
def test_what_a_browser_sends_instead_is_no_look(kept: object) -> None:
    assert seen(kept, SEASON, "hill", TODAY, 900).more_mg == 0


@given(st.lists(st.sampled_from("abcde"), unique=True), st.sets(st.sampled_from("abcde")))
def test_what_is_offered_was_not_done_today_unless_all_was(often: list[str], done: set[str]) -> None:
    offered = next_action(often, done, "easy")
    assert offered in [*often, "easy"]
    if set(often) - done:
        assert offered not in done
