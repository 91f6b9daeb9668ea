"""How numbers, masses and instants are written, and how a language is named in HTML."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g

from civic.language import languages, locale

KG = 1_000_000


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with Flask(__name__).app_context():
        g.language = languages.load_languages(["zh", "en"], "CN")[request.param]
        yield request.param


@pytest.mark.parametrize(
    ("milligrams", "shown"),
    [
        (300, "0.3 g"),
        (350_400, "350 g"),
        (KG, "1 kg"),
        (1.256 * KG, "1.26 kg"),
        (12.44 * KG, "12.4 kg"),
        (350.2 * KG, "350 kg"),
        (999.6 * KG, "1 t"),
        (3_286 * KG, "3.29 t"),
        (41_460 * KG, "41.5 t"),
        (2_000_000 * KG, "2,000 t"),
    ],
)
def test_a_mass_has_three_digits_that_count(language: str, milligrams: float, shown: str) -> None:
    number, unit = shown.split()
    units = {"g": "克", "kg": "公斤", "t": "吨"}
    assert locale.mass(milligrams).split() == [number, units[unit] if language == "zh" else unit]


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (0.34, "0.3", "0.3"),
        (12.6, "13", "13"),
        (999, "999", "999"),
        (4_146, "about 4,100", "约 4,100"),
        (999_999, "about 1,000,000", "约 1,000,000"),
    ],
)
def test_a_comparison_is_not_more_exact_than_it_is(language: str, value: float, en: str, zh: str) -> None:
    assert locale.roughly(value) == {"en": en, "zh": zh}[language]


def test_a_moment_begins_with_its_day(language: str) -> None:
    moment = datetime(2026, 11, 22, 17, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert locale.moment(moment).startswith(locale.day(date(2026, 11, 22)))
    assert ":03" in locale.moment(moment)


@pytest.mark.parametrize(
    ("country", "tags"),
    [("CN", ["zh-CN", "en"]), ("GB", ["zh", "en-GB"]), ("TW", ["zh-TW", "en"]), ("XX", ["zh", "en"])],
)
def test_a_language_is_written_as_its_country_writes_it(country: str, tags: list[str]) -> None:
    assert [language.html_lang for language in languages.load_languages(["zh", "en"], country).values()] == tags


def test_browsers_are_heard_by_weight() -> None:
    offered = languages.load_languages(["zh", "en"], "CN")
    assert languages.best_language("fr, en;q=0.7, zh-TW;q=0.9", offered) == "zh"
    assert languages.best_language("fr;q=x, en;q=0.1", offered) == "en"
    assert languages.best_language("", offered) is None
