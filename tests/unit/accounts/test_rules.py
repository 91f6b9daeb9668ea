"""Nicknames, passwords and waiting, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.accounts import permissions
from civic.accounts.identity import Actor, SessionName, read_session_id
from civic.accounts.rules import (
    ACCOUNT,
    ADDRESS,
    FailedTries,
    LockOut,
    another,
    forgiven,
    new_session_key,
    read_password,
    read_username,
    taken_back,
    username_key,
    wait,
)
from civic.accounts.suggesting import suggestion
from civic.errors import Invalid
from civic.residents.identity import ResidentActor

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "shown", "key"),
    [
        ("小江", "小江", "小江"),
        ("  Grandma Wang ".replace(" W", "W"), "GrandmaWang", "grandmawang"),
        ("ＡＢＣ１２３", "ABC123", "abc123"),
        ("李·阿依古丽", "李·阿依古丽", "李·阿依古丽"),
        ("low_carbon-7", "low_carbon-7", "low_carbon-7"),
        ("Straße", "Straße", "strasse"),
        ("\u3000小江\u3000", "小江", "小江"),
        ("हिंदी", "हिंदी", "हिंदी"),
    ],
)
def test_a_nickname_is_shown_as_meant_and_unique_by_its_key(typed: str, shown: str, key: str) -> None:
    name = read_username(typed)
    assert (name.shown, name.key) == (shown, key)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "choose"),
        ("   ", "choose"),
        ("王", "at least"),
        ("好" * 21, "at most"),
        ("a" * 10_000, "at most"),
        ("\ufdfa" * 3, "at most"),
        ("ab\0cd", "invisible"),
        ("ab\u202ecd", "invisible"),
        ("ab\u200bcd", "invisible"),
        ("ab\u200fcd", "invisible"),
        ("ab\ud800cd", "invisible"),
        ("ab\u3164cd", "invisible"),
        ("ab\ufe0fcd", "invisible"),
        ("ab\ncd", "invisible"),
        ("ab cd", "spaces"),
        ("小\u3000江", "spaces"),
        ("🚲🚲", "Only letters"),
        ("ab\ufffdcd", "Only letters"),
        ("<script>", "Only letters"),
        ("-12.5", "Only letters"),
        ("a\u0338\u0338\u0338\u0338b", "Only letters"),
        ("\u0301ab", "Only letters"),
        ("_-·_", "at least one letter"),
        ("pаypal", "one alphabet"),
    ],
)
def test_what_cannot_be_a_nickname_says_why(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refusal:
        read_username(typed)
    assert refusal.value.field == "username"
    assert username_key(typed) is None


@given(st.text(max_size=60))
def test_any_text_is_a_nickname_that_fits_its_columns_or_is_refused(typed: str) -> None:
    try:
        name = read_username(typed)
    except Invalid:
        return
    assert 2 <= len(name.shown) <= 40
    assert len(name.key) <= 80
    assert read_username(name.shown) == name
    name.key.encode()


@pytest.mark.parametrize(
    "typed", ["tulip river 7 hills", "x7#Kq9pLm2", "门前大桥下游过一群鸭", "correct horse battery"]
)
def test_a_good_password_is_taken(typed: str) -> None:
    assert read_password(typed, "小江") == typed


def test_a_password_typed_on_a_full_width_keyboard_is_the_same() -> None:
    assert read_password("ｘ７＃Ｋｑ９ｐＬｍ２") == "x7#Kq9pLm2"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "choose"),
        ("x7#Kq9pLm", "at least"),
        ("x7#Kq9pLm2" * 20 + "x", "at most"),
        ("\ufdfa" * 12, "at most"),
        ("x7#Kq9\0pLm2", "no keyboard"),
        ("x7#Kq9\ud800pLm2", "no keyboard"),
        ("grandmaWANG", "nickname"),
        ("GrandmaWang1", "nickname"),
        ("1234567890", "first that are guessed"),
        ("qwertyuiop", "first that are guessed"),
        ("P@ssw0rd123!", "first that are guessed"),
        ("woaini5201314", "first that are guessed"),
        ("zhangwei19900101", "first that are guessed"),
        ("aaaaaaaaaaaa", "first that are guessed"),
        ("abcdabcdabcd", "first that are guessed"),
        ("1qaz2wsx3edc", "first that are guessed"),
        ("wangnainai1958", "first that are guessed"),
        ("iloveyou❤️❤️", "first that are guessed"),
        ("😀😀😀😀😀😀😀😀ab", "first that are guessed"),
    ],
)
def test_a_bad_password_says_why(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refusal:
        read_password(typed, "GrandmaWang")
    assert refusal.value.field == "password"


def failed(times: int) -> FailedTries:
    return FailedTries(times, NOW, NOW)


def test_eight_emoji_and_letters_are_a_password() -> None:
    assert read_password("🌊🏔🌉🍵🚲🌳🐟🌙ab")


def test_a_suggestion_is_a_password_and_never_the_same() -> None:
    suggested = {suggestion() for _ in range(200)}
    assert len(suggested) > 190
    assert all(read_password(one) == one for one in suggested)


def test_the_first_five_failures_cost_nothing_and_the_rest_ever_more() -> None:
    waits = [wait(failed(times), ACCOUNT, NOW).total_seconds() for times in range(13)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_an_address_has_twenty() -> None:
    assert wait(failed(19), ADDRESS, NOW) == timedelta()
    assert wait(failed(20), ADDRESS, NOW) == timedelta(seconds=30)
    assert wait(failed(10_000), ADDRESS, NOW) == timedelta(minutes=15)


def test_waiting_counts_from_the_latest_failure() -> None:
    assert wait(failed(5), ACCOUNT, NOW + timedelta(seconds=29)) == timedelta(seconds=1)
    assert wait(failed(5), ACCOUNT, NOW + timedelta(seconds=30)) == timedelta()


def test_a_failure_is_forgiven_every_quarter_of_an_hour() -> None:
    later = forgiven(failed(6), ACCOUNT, NOW + timedelta(minutes=50))
    assert (later.failures, later.since) == (3, NOW + timedelta(minutes=45))
    assert forgiven(failed(6), ACCOUNT, NOW + timedelta(days=1)).failures == 0


def test_forgiveness_is_not_put_off_by_further_failures() -> None:
    tally = FailedTries(0, NOW, NOW)
    for minute in range(0, 60, 5):
        tally = another(tally, ACCOUNT, NOW + timedelta(minutes=minute))
    assert tally.failures == 12 - 3


def test_a_clock_that_was_set_back_forgives_nothing() -> None:
    assert forgiven(failed(6), ACCOUNT, NOW - timedelta(days=1)).failures == 6


@pytest.mark.parametrize("policy", [ACCOUNT, ADDRESS])
def test_nobody_waits_for_a_clock_that_was_wrong(policy: LockOut) -> None:
    """Failures noted three days ahead; then the clock is right again."""
    ahead = NOW + timedelta(days=3)
    tally = FailedTries(30, ahead, ahead)
    assert wait(tally, policy, NOW) == timedelta()
    tally = another(tally, policy, NOW)
    assert (tally.failures, tally.since, tally.last_at) == (31, NOW, NOW)
    assert wait(tally, policy, NOW) == timedelta(minutes=15)
    assert forgiven(tally, policy, NOW + timedelta(hours=1)).failures < 31


@pytest.mark.parametrize("ahead_s", [1, 60, 299])
def test_clocks_that_differ_a_little_lengthen_no_wait(ahead_s: int) -> None:
    ahead = NOW + timedelta(seconds=ahead_s)
    assert wait(FailedTries(5, ahead, ahead), ACCOUNT, NOW) == timedelta(seconds=30)


def test_a_right_password_takes_back_its_own_try_only() -> None:
    assert taken_back(failed(3)).failures == 2
    assert taken_back(failed(0)).failures == 0


@pytest.mark.parametrize(
    ("roles", "moderates", "runs", "administers"),
    [
        ((), False, False, False),
        (("moderator",), True, False, False),
        (("city",), False, True, False),
        (("administrator",), True, True, True),
    ],
)
def test_who_may_do_what(roles: tuple[str, ...], moderates: bool, runs: bool, administers: bool) -> None:
    actor = Actor(account_id=1, nickname="小江", roles=frozenset(roles))
    assert permissions.may_moderate(actor) is moderates
    assert permissions.may_run_city(actor) is runs
    assert permissions.may_administer(actor) is administers


def test_a_session_names_account_and_key_and_whose_it_is() -> None:
    key = new_session_key()
    clerk = Actor(account_id=12, nickname="小王", session_key=key)
    resident = ResidentActor(
        account_id=12, nickname="小江", session_key=key, resident_id=7, household_id=5, district_id="jingkou"
    )
    assert (clerk.get_id(), replace(clerk, strong=True).get_id()) == (f"12.{key}", f"12.{key}.2")
    assert (resident.get_id(), replace(resident, strong=True).get_id()) == (f"12.{key}.r7", f"12.{key}.2.r7")
    named = SessionName(account_id=12, key=key, resident_id=7)
    assert read_session_id(f"12.{key}.r7", demo=False) == named
    assert read_session_id(f"12.{key}.2.r7", demo=True) == replace(named, strong=True, demo=True)
    assert read_session_id(f"12.{key}", demo=False) == replace(named, resident_id=0)
    ends = (".", ".r", ".r0", ".r7.2", "r7", " ")
    for nonsense in (12, None, "12", "12.3.r7", f"12.{key[:-1]}", f"12.{key}0", f"12.{key[:-1]}%"):
        assert read_session_id(nonsense, demo=True) is None
    assert {read_session_id(f"12.{key}{end}", demo=True) for end in ends} == {None}


def test_whoever_acts_without_a_session_is_in_nobodys() -> None:
    assert read_session_id(Actor(account_id=12, nickname="小王").get_id(), demo=False) is None


def test_no_two_sessions_have_one_key() -> None:
    assert len({new_session_key() for _ in range(1_000)}) == 1_000
