"""How much new accounts may post, what is a link, and what can be appealed."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.moderation import rules
from campaigns.moderation.rules import Poster, has_link, is_appealable, told

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def poster(age: timedelta, *hours_ago: float) -> Poster:
    return Poster(NOW - age, tuple(sorted(NOW - hours * HOUR for hours in hours_ago)))


@pytest.mark.parametrize(
    ("age", "hours_ago", "wait"),
    [
        (timedelta(), (), timedelta()),
        (timedelta(), (1, 2), timedelta()),
        (timedelta(), (1, 2, 3), 21 * HOUR),
        (timedelta(), (1, 2, 24), timedelta()),
        (timedelta(), (1, 2, 23.5), HOUR / 2),
        (timedelta(days=3) - timedelta(seconds=1), (1, 2, 3), 21 * HOUR),
        (timedelta(days=3), (1, 2, 3), timedelta()),
        (timedelta(days=300), [0.1] * 29, timedelta()),
        (timedelta(days=300), [4] * 30, 20 * HOUR),
        (timedelta(), (1, -72, -72), timedelta()),
    ],
)
def test_a_new_account_posts_three_things_a_day(age: timedelta, hours_ago: list[float], wait: timedelta) -> None:
    assert poster(age, *hours_ago).wait(NOW) == wait


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("快来 https://x.example 看", True),
        ("HTTP://X", True),
        ("www.shop", True),
        ("加我 buy-now.com", True),
        ("好店taobao.cn", True),
        ("今天骑了 3.5 km。很开心", False),
        ("我们走了6.2公里,真好", False),
        ("cn", False),
        ("", False),
    ],
)
def test_links_are_found(text: str, found: bool) -> None:
    assert has_link(text) is found


@pytest.mark.parametrize(
    ("state", "kind", "days", "expected"),
    [
        ("refused", "picture", 0, True),
        ("refused", "report", 30, True),
        ("refused", "picture", 31, False),
        ("allowed", "picture", 0, False),
        ("open", "text", 0, False),
        ("refused", "appeal", 0, False),
    ],
)
def test_a_refusal_can_be_appealed_once_and_for_a_month(state: str, kind: str, days: int, expected: bool) -> None:
    assert is_appealable(state, kind, NOW - timedelta(days=days), NOW) is expected


def test_every_reason_has_words_and_fits_its_column() -> None:
    assert all(len(code) <= 20 and words for code, words in rules.REASONS.items())
    assert set(rules.REPORTED_FOR) <= set(rules.FAULTS)


def test_counts_of_cases_move_by_ten_people() -> None:
    cases = [("text", number) for number in range(9)] + [("text", 0)] * 5
    assert told(cases) == {}
    assert told([*cases, ("picture", 1), ("text", 9)]) == {"text": 15}
    assert told([*cases, ("text", 9), *(("text", number) for number in range(9))]) == {"text": 15}
