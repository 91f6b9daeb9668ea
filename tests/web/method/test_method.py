"""The method page says how each figure is known, and tells what credits nobody."""

from collections.abc import Callable

import pytest

from tests.characters import Site, text_of
from tests.crowds import neighbours


def test_the_seven_statuses_have_plain_names(site: Site) -> None:
    page = site.visitor("zh").open("/about/method").text
    for name in ("已核对原文", "读自数据库的副本", "由已核对的数字算出", "估算，含假设", "假设", "暂用，待确认"):
        assert name in page, name
    assert "由可靠数字推算" not in page


def test_published_averages_are_told_and_credit_nobody(site: Site) -> None:
    page = site.visitor("en").open("/about/method")
    assert "They credit nobody" in page.text
    assert "0.0487 kg CO₂e per passenger-kilometre" in page.text
    assert "https://cjzhinan.com/tech/13626.html" in page.links()


def test_an_unknown_range_is_said_to_be_unknown(site: Site) -> None:
    page = site.visitor("en").open("/about/method").text
    assert "range unknown, 5% to either side assumed" in page
    assert "from the raw material to the finished thing or service" in page


def test_rates_name_their_census_and_provisional_figures_what_they_wait_for(
    open_city: Callable[..., Site],
) -> None:
    city = open_city()
    page = city.visitor("zh").open("/about/method").text
    assert "2020 年第七次全国人口普查" in page and "待公报确认" in page
    neighbours(city, "jingkou")
    assert "2020 年第七次全国人口普查" in city.visitor("zh").open("/boards/districts").text


@pytest.mark.parametrize(("language", "word"), [("en", "memory"), ("zh", "凭记忆")])
def test_no_source_undermines_itself(site: Site, language: str, word: str) -> None:
    """That nobody has read a text is the status's to say, beside it; source and note say what it waits for."""
    page = site.visitor(language).open("/about/method")
    cells = [text_of(row[3]) for row in page.root.iter("tr") if len(row) > 3]
    gases = "IPCC, fifth report (from memory, not checked)", "IPCC 第五次评估报告（凭记忆，未核对）"
    said = [cell.replace(gases[0], "").replace(gases[1], "") for cell in cells]
    assert len(said) > 90 and [cell for cell in said if word in cell] == []


@pytest.mark.parametrize(
    ("language", "other", "note"), [("en", "zh", "Provisional: about 315,000"), ("zh", "en", "暂用：约 31.5 万")]
)
def test_titles_in_another_language_say_so(site: Site, language: str, other: str, note: str) -> None:
    page = site.visitor(language).open("/about/method")
    foreign = [
        text_of(one) for one in page.root.iter() if one.tag in ("a", "cite", "span") and one.get("lang") == other
    ]
    own = [text_of(one) for one in page.root.iter("cite") if one.get("lang") is None]
    assert foreign and all((ord(max(one)) > 0x4E00) == (other == "zh") for one in foreign)
    assert bool(own) == (language == "zh")
    assert note in page.text
