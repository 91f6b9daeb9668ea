"""What a reader sees is in one language: no Chinese on English pages, no English sentence on Chinese ones."""

import re
from collections.abc import Callable, Iterator

import pytest

from tests import shows
from tests.characters import Page, Site, text_of
from tests.house.test_pages import is_page
from tests.house.test_translations import CJK, translated
from tests.house.walk import addresses, remembered, walkers

Lively = Callable[[str], Site]
_PLACE = re.compile(r"%\(\w+\)s|%%")
_SENTENCE_WORDS = 3


def texts(site: Site, language: str, rule: str) -> Iterator[tuple[str, str]]:
    """Every page with what stands on it, without what is marked as another language."""
    for who, browsers in walkers(site).items():
        for path in addresses(rule, site):
            page = browsers[language].open(path)
            if is_page(page):
                yield f"{who} {path}", _words(page)


def _words(page: Page) -> str:
    for parent in page.root.iter():
        for child in list(parent):
            if child.get("lang") or child.tag in ("style", "script"):
                parent.remove(child)
    shown = [one.get(name, "") for one in page.root.iter() for name in ("aria-label", "content", "value")]
    return " ".join([text_of(page.root), *shown])


def quoted(site: Site) -> list[str]:
    """Sources are quoted as they are written, names and what people wrote are their own."""
    found = {
        site.xiaoming.nickname,
        site.meihua.nickname,
        site.administrator.nickname,
        site.clerk.nickname,
        *shows.FIELDS.values(),
    }
    for factor in site.catalogue.factors.values():
        for version in factor.versions:
            source = version.source
            found |= {source.title, source.publisher, source.locator}
    return sorted((text for text in found if text), key=len, reverse=True)


@pytest.mark.parametrize("rule", remembered())
def test_english_pages_are_english(lively: Lively, rule: str) -> None:
    site, found = lively("zhenjiang"), {}
    known = quoted(site)
    for name, text in texts(site, "en", rule):
        for quote in known:
            text = text.replace(" ".join(quote.split()), "")
        if foreign := CJK.findall(text):
            found[name] = foreign
    assert found == {}


@pytest.mark.parametrize("rule", remembered())
def test_chinese_pages_have_no_english_sentences(lively: Lively, rule: str) -> None:
    site = lively("zhenjiang")
    parts = {part.strip() for message in translated("zh") for part in _PLACE.split(message)}
    sentences = {part for part in parts if len(part.split()) >= _SENTENCE_WORDS}
    assert len(sentences) > 100
    found = {name: [part for part in sentences if part in text] for name, text in texts(site, "zh", rule)}
    assert {name: parts for name, parts in found.items() if parts} == {}
