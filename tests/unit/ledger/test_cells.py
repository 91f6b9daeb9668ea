"""History cut into blocks: every week and month in one of them, and few enough for a mask."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from civic.calendar import CityCalendar
from footprint.ledger.cells import blocks

CALENDAR = CityCalendar("Asia/Shanghai", [])


@settings(max_examples=30)
@given(
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
    st.lists(st.integers(0, 3_000), min_size=1, max_size=300, unique=True),
)
def test_no_week_or_month_is_in_two_blocks(first: date, ages: list[int]) -> None:
    days = sorted(first + timedelta(days=age) for age in ages)
    found = blocks(CALENDAR, days)
    for keys in ([block.weeks for block in found], [block.months for block in found]):
        flat = [key for part in keys for key in part]
        assert len(flat) == len(set(flat))
    assert [row[0] for block in found for row in block.days] == days
    for block in found:
        for day, week_bit, month_bit in block.days:
            assert block.weeks[week_bit.bit_length() - 1] == CALENDAR.week(day).key
            assert block.months[month_bit.bit_length() - 1] == CALENDAR.month(day).key


def test_every_block_fits_in_a_mask() -> None:
    """Weekdays and leap years repeat after 28 years."""
    days = [date(2026, 1, 1) + timedelta(days=age) for age in range(28 * 366)]
    assert max(len(block.weeks) for block in blocks(CALENDAR, days)) <= 62
