"""What writing can hide: no invisible or turned-around words anywhere, no look-alikes in names."""

import pytest

from civic.accounts.rules import read_username
from civic.errors import Invalid
from civic.language.alphabets import marked, mixes_alphabets, plain_name
from civic.web.forms import printable, read_line, read_name, read_words

TURNING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2028\u2029\u2060\u2064\ufeff\u034f\u3164\u180e\ufe0f\U000e0041\U000e0100\u0085"


@pytest.mark.parametrize("letter", TURNING + UNSEEN)
def test_what_shows_nothing_is_refused_in_every_text(letter: str) -> None:
    for read in (read_line, read_words, read_name):
        for text in (f"江{letter}边", f"{letter}江边", f"江边{letter}"):
            with pytest.raises(Invalid, match="invisible"):
                read(text, most=100)
    with pytest.raises(Invalid, match="invisible"):
        read_username(f"江{letter}边")
    with pytest.raises(Invalid, match="invisible"):
        plain_name(f"江{letter}边")


def test_the_form_shows_where_it_stood() -> None:
    assert printable("江\u202e边\n山") == "江\ufffd边\n山"


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👩🏽‍🚒", "❤️‍🔥", "☀️", "1️⃣", "🏳️‍🌈", "🇨🇳", "👍🏿", "↔️"])
def test_emoji_of_several_parts_stay_whole(emoji: str) -> None:
    assert read_line(f"骑行 {emoji} 去", most=100) == f"骑行 {emoji} 去"
    assert read_words(f"{emoji}{emoji}\n{emoji}", most=100) == f"{emoji}{emoji}\n{emoji}"


@pytest.mark.parametrize("text", ["👨\u200d", "\u200d👨", "a\u200d👨", "👨\u200da", "a\ufe0f", "👨\u200d\u200d👩"])
def test_a_joiner_apart_from_emoji_is_invisible(text: str) -> None:
    assert "\ufffd" in marked(text)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("镇江市（京口区）第一小学", "镇江市（京口区）第一小学"),
        ("Ｏａｋ　School №1", None),
        ("ＡＢＣ 俱乐部", "ABC 俱乐部"),
        ("Oak & Elm Club, 3+", "Oak & Elm Club, 3+"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Клуб «Волга»", "Клуб «Волга»"),
        ("𝐙henjiang", "Zhenjiang"),
    ],
)
def test_names_are_written_plainly(typed: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(Invalid):
            read_name(typed, most=60)
    else:
        assert read_name(typed, most=60) == name


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Zhenjiang Сity", "one alphabet"),
        ("Οak School", "one alphabet"),
        ("Տchool Oak", "one alphabet"),
        ("✓ 镇江市政府", "Only letters"),
        ("官方🏅", "Only letters"),
        ("a" + "\u0301" * 5, "Only letters"),
        ("", "fill this in"),
        ("长" * 61, "At most"),
    ],
)
def test_names_that_deceive_are_refused(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_name(typed, most=60)


def test_alphabets_that_nobody_confuses_may_stand_together() -> None:
    assert not mixes_alphabets("镇江 Zhenjiang 한국")
    assert mixes_alphabets("\ua4e1ondon")
