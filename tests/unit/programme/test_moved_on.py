"""A campaign that is held again."""

from datetime import date, timedelta

from campaigns.programme.rules import moved_on


def test_it_keeps_the_day_of_the_week_and_lies_ahead() -> None:
    today = date(2026, 11, 28)
    for days in (1, 200, 364, 365, 800):
        first = today - timedelta(days=days)
        again = moved_on(first, today)
        assert again >= today
        assert again - today < timedelta(weeks=52)
        assert again.weekday() == first.weekday()
    assert moved_on(today + timedelta(days=3), today) == today + timedelta(days=3)
