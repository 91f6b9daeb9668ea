"""What a counter makes of a code, and which months count."""

from datetime import UTC, date, datetime

import pytest

from campaigns.thanks import rules
from campaigns.thanks.rules import Presented

LAST = date(2026, 11, 30)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def shown(*, void: bool = False, redeemed: bool = False, organization: int = 1) -> Presented:
    return Presented(organization, void, LAST, NOON if redeemed else None)


@pytest.mark.parametrize(
    ("voucher", "today", "outcome"),
    [
        (shown(), date(2026, 11, 20), rules.READY),
        (shown(), LAST, rules.READY),
        (shown(), date(2026, 12, 1), rules.EXPIRED),
        (shown(void=True), LAST, rules.VOID),
        (shown(void=True), date(2026, 12, 1), rules.EXPIRED),
        (shown(redeemed=True), LAST, rules.USED),
        (shown(redeemed=True, void=True), date(2027, 1, 1), rules.USED),
        (shown(organization=2), LAST, rules.FOREIGN),
        (shown(organization=2, redeemed=True), LAST, rules.FOREIGN),
        (None, LAST, rules.FORGED),
    ],
)
def test_a_counter_says_of_each_code_what_it_is(voucher: Presented | None, today: date, outcome: str) -> None:
    assert rules.judged(voucher, {1, 3}, today) == outcome


@pytest.mark.parametrize(
    ("today", "last", "this"),
    [
        (date(2026, 12, 1), date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2026, 11, 1), date(2026, 12, 1)),
        (date(2027, 1, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 2, 1)),
    ],
)
def test_this_month_and_the_last_count(today: date, last: date, this: date) -> None:
    assert rules.month_starts(today) == (last, this)


def test_no_condition_asks_for_volume() -> None:
    """Whatever an offer can ask for has bounds of its own, and is none of mass, quantity or entries."""
    assert set(rules.BOUNDS) == set(rules.CONDITIONS) == {"breadth", "events", "campaigns", "days"}
    assert all(1 <= least < most for least, most in rules.BOUNDS.values())
