"""When people hear from us, where to, and how often a mail is tried."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.errors import Invalid
from civic.messages import links, rules

KEY = "a key for tests, long enough to be taken"
CITY = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T19:59", "2026-11-23T19:59"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-12-31T23:10", "2027-01-01T08:00"),
        ("2026-11-23T00:00", "2026-11-23T08:00"),
    ],
)
def test_nobody_is_disturbed_at_night(now: str, then: str) -> None:
    found = rules.humane(datetime.fromisoformat(now).replace(tzinfo=CITY))
    assert found == datetime.fromisoformat(then).replace(tzinfo=CITY)


@given(st.builds(datetime.combine, st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.times(), st.just(CITY)))
def test_the_humane_moment_is_soon_and_stays(moment: datetime) -> None:
    found = rules.humane(moment)
    assert timedelta() <= found - moment <= timedelta(hours=12)
    assert rules.is_humane(found)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("wang@example.org", "wang@example.org"),
        (" Wang.Li+city@Example.ORG ", "Wang.Li+city@example.org"),
        ("10086@qq.com", "10086@qq.com"),
        ("li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_addresses_are_read(typed: str, read: str) -> None:
    assert rules.read_address(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "wang",
        "@example.org",
        "wang@",
        "wang@localhost",
        "a..b@example.org",
        ".a@example.org",
        "wang li@example.org",
        "wang@example.org\nBcc: all@example.org",
        "wang@example.org,li@example.org",
        "<wang@example.org>",
        "王@example.org",
        "x" * 65 + "@example.org",
        "wang@" + "a" * 250 + ".org",
        "wang@-a-.org",
        "wang@1.2.3.4",
        "wang@..",
        "\x00@example.org",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.read_address(typed)
    assert refused.value.field == "address"


def test_pauses_grow_and_end_within_a_day() -> None:
    pauses = [pause for tries in range(1, 20) if (pause := rules.pause(tries)) is not None]
    assert pauses == sorted(pauses)
    assert timedelta(hours=20) < sum(pauses, timedelta()) <= timedelta(days=1)
    assert rules.pause(len(pauses) + 1) is None


@given(st.text())
def test_a_header_is_one_line(text: str) -> None:
    assert rules.one_line(text) == "" or len(rules.one_line(text).splitlines()) == 1


def test_links_are_signed() -> None:
    token = links.stop_token(KEY, 7, "campaign")
    assert links.read_stop_token(KEY, token) == (7, "campaign")
    assert links.read_stop_token("another key, just as long as the first", token) is None
    assert links.read_stop_token(KEY, token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert links.read_stop_token(KEY, links.stop_token(KEY, 7, "nonsense")) is None
    assert links.read_confirm_token(KEY, token) is None
    given_at = 1_795_000_000.123456
    read = links.read_confirm_token(KEY, links.confirm_token(KEY, 7, given_at))
    assert read is not None
    assert read[0] == 7
    assert links.is_given_at(given_at, read[1])
    assert not links.is_given_at(given_at + 0.000002, read[1])
