"""One-time codes against the test vectors of RFC 6238, appendix B (its eight digits cut to six)."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.accounts.totp import code_at, enrolment_url, make_secret, matching_step

RFC_SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 22, 12, 0, 15, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, seconds // 30) == code
    assert matching_step(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC), 0) == seconds // 30


@pytest.mark.parametrize(("late_s", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(late_s: int, taken: bool) -> None:
    found = matching_step(RFC_SECRET, code_at(RFC_SECRET, STEP), NOW + timedelta(seconds=late_s), 0)
    assert (found == STEP) is taken


def test_a_code_before_the_last_one_is_worn_out() -> None:
    assert matching_step(RFC_SECRET, code_at(RFC_SECRET, STEP), NOW, STEP) is None
    assert matching_step(RFC_SECRET, code_at(RFC_SECRET, STEP), NOW, STEP - 1) == STEP


def test_a_step_used_under_a_wrong_clock_keeps_nobody_out() -> None:
    three_days = 3 * 24 * 120
    assert matching_step(RFC_SECRET, code_at(RFC_SECRET, STEP), NOW, STEP + three_days) == STEP


def test_full_width_digits_and_spaces_are_understood() -> None:
    code = code_at(RFC_SECRET, STEP)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert matching_step(RFC_SECRET, f" {wide[:3]}\u3000{wide[3:]} ", NOW, 0) == STEP


@pytest.mark.parametrize("typed", ["", "12345", "abc", "🚲", "\0", "\ud800", "9" * 10_000])
def test_nonsense_is_no_code(typed: str) -> None:
    assert matching_step(RFC_SECRET, typed, NOW, 0) is None


def test_everybody_has_a_secret_of_their_own() -> None:
    secrets = {make_secret(key, resident, serial) for key in "ab" for resident in (1, 2) for serial in (1, 2)}
    assert len(secrets) == 8
    assert {len(secret) for secret in secrets} == {20}


def test_an_app_can_read_the_link() -> None:
    assert enrolment_url(RFC_SECRET, "city.example", "小江") == (
        "otpauth://totp/city.example%3A%E5%B0%8F%E6%B1%9F?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=city.example"
    )
