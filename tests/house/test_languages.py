"""What a reader sees is in one language: no Chinese on English pages, no English sentence on Chinese ones."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

import pytest

from tests import markup, shows
from tests.characters import Site, text_of
from tests.house.test_translations import CJK, translated
from tests.house.visits import Visits
from tests.house.walk import remembered

Lively = Callable[[str], Site]
_PLACE = re.compile(r"%\(\w+\)s|%%")
_SENTENCE_WORDS = 3


def texts(visits: Visits, language: str, rule: str) -> Iterator[tuple[str, str]]:
    """Every page with what stands on it, without what is marked as another language."""
    for one in visits("zhenjiang", rule):
        if one.language == language and one.html:
            yield f"{one.who} {one.path}", _words(markup.document(one.html))


def _words(root: ET.Element) -> str:
    for parent in root.iter():
        for child in list(parent):
            if child.get("lang") or child.tag in ("style", "script"):
                parent.remove(child)
    shown = [one.get(name, "") for one in root.iter() for name in ("aria-label", "content", "value")]
    return " ".join([text_of(root), *shown])


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
def test_english_pages_are_english(lively: Lively, visits: Visits, rule: str) -> None:
    site, found = lively("zhenjiang"), {}
    known = quoted(site)
    for name, text in texts(visits, "en", rule):
        for quote in known:
            text = text.replace(" ".join(quote.split()), "")
        if foreign := CJK.findall(text):
            found[name] = foreign
    assert found == {}


@pytest.mark.parametrize("rule", remembered())
def test_chinese_pages_have_no_english_sentences(visits: Visits, rule: str) -> None:
    parts = {part.strip() for message in translated("zh") for part in _PLACE.split(message)}
    sentences = {part for part in parts if len(part.split()) >= _SENTENCE_WORDS}
    assert len(sentences) > 100
    found = {name: [part for part in sentences if part in text] for name, text in texts(visits, "zh", rule)}
    assert {name: parts for name, parts in found.items() if parts} == {}
