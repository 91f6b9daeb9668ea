"""How often organizers may write, and what a moderator reads first."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.letters import rules

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ([], timedelta()),
        (ago(0.5), timedelta(days=0.5)),
        (ago(1), timedelta()),
        (ago(4, 2), timedelta()),
        (ago(6, 4, 2), timedelta(days=1)),
        (ago(6.75, 4, 0.5), timedelta(days=0.5)),
        (ago(8, 6, 4), timedelta()),
        (ago(-3), timedelta()),
    ],
)
def test_one_letter_a_day_and_three_a_week(written: list[datetime], wait: timedelta) -> None:
    assert rules.wait(written, NOW) == wait


@pytest.mark.parametrize(
    ("text", "is_trusted", "looked_at"),
    [
        ("We meet at the bridge at 9:30 on 2026-12-01.", True, False),
        ("We meet at the bridge.", False, True),
        ("Look at www.example.org", True, True),
        ("Call 13800138000", True, True),
        ("Only today!!!", True, True),
        ("Thank you! See you!", True, False),
    ],
)
def test_what_a_moderator_reads_first(text: str, is_trusted: bool, looked_at: bool) -> None:
    assert (rules.why_a_look(text, is_trusted=is_trusted) is not None) is looked_at


@pytest.mark.parametrize(
    ("state", "days", "told"),
    [
        (rules.WAITING, 6.9, rules.WAITING),
        (rules.WAITING, 7, rules.LATE),
        (rules.SENT, 8, rules.SENT),
        (rules.REFUSED, 8, rules.REFUSED),
    ],
)
def test_what_nobody_reads_in_time_waits_no_more(state: str, days: float, told: str) -> None:
    assert rules.standing(state, NOW - timedelta(days=days), NOW) == told


@pytest.mark.parametrize(("hours", "urgent"), [(49, False), (48, True), (0, True), (-6, True), (-7, False)])
def test_when_a_date_is_near(hours: float, urgent: bool) -> None:
    assert rules.is_urgent_now(NOW + timedelta(hours=hours), NOW) is urgent
