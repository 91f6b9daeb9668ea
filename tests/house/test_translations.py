"""Every word of the house in Chinese, none out of date, and none of them in the code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from civic import errors

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("civic", "footprint", "campaigns")
CJK = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]+")
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
_KEYWORDS = {
    **{name: DEFAULT_KEYWORDS[name] for name in ("_", "gettext", "ngettext")},
    **dict.fromkeys(["msgid", *(kind.__name__ for kind in errors.DomainError.__subclasses__())]),
}
_TEMPLATES = {"**": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}}


@cache
def used() -> dict[str, str]:
    """Every msgid of code and templates, with a place that uses it."""
    found = {}
    for folder, kind in (*((name, "python") for name in PACKAGES), ("templates", "jinja2")):
        for file, line, message, *_ in extract_from_dir(
            ROOT / folder, method_map=[("**.*", kind)] if kind == "jinja2" else [("**.py", kind)],
            options_map=_TEMPLATES if kind == "jinja2" else None, keywords=_KEYWORDS,
        ):  # fmt: skip
            found[message if isinstance(message, str) else message[0]] = f"{folder}/{file}:{line}"
    return found


@cache
def catalogues(language: str) -> list[Catalog]:
    """One of each file, by the file's name."""
    folder = ROOT / "civic" / "language" / "translations" / language / "LC_MESSAGES"
    return [read_po(file.open("rb"), abort_invalid=True) for file in sorted(folder.glob("*.po"))]


@cache
def translated(language: str) -> dict[str, Message]:
    """The catalogue's messages by their msgid."""
    messages = [message for catalogue in catalogues(language) for message in catalogue]
    return {(message.id if isinstance(message.id, str) else message.id[0]): message for message in messages}


LANGUAGES = sorted(folder.name for folder in (ROOT / "civic" / "language" / "translations").iterdir())


def test_there_is_chinese() -> None:
    assert "zh" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    known = translated(language)
    empty = {message: place for message, place in used().items() if message not in known or not known[message].string}
    assert empty == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_stale_or_doubtful(language: str) -> None:
    known = translated(language)
    assert [message for message in known if message and message not in used()] == []
    assert [message for message in known if known[message].fuzzy] == []
    assert [list(catalogue.obsolete) for catalogue in catalogues(language) if catalogue.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_translated_in_one_place(language: str) -> None:
    ids = [str(message.id) for catalogue in catalogues(language) for message in catalogue if message.id]
    assert [message for message, times in Counter(ids).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    wrong = []
    for message in translated(language).values():
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        translations = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set(_PLACE.findall(originals[-1])) if originals[-1] else set()
        wrong += [
            text
            for text in translations
            if originals[0] and set(_PLACE.findall(text)) - {"%(num)s"} != wanted - {"%(num)s"}
        ]
    assert wrong == []


def test_no_chinese_stands_in_code_or_templates() -> None:
    """It belongs into translations and packs; a language's own name comes from CLDR."""
    places = [*_strings_of_code(), *_words_of_templates()]
    assert [f"{place}: {found}" for place, text in places for found in CJK.findall(text)] == []


def _strings_of_code() -> Iterator[tuple[str, str]]:
    """String literals, docstrings left out: those explain to developers."""
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        tree = ast.parse(file.read_text())
        explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node.value


def _words_of_templates() -> Iterator[tuple[str, str]]:
    for file in (*(ROOT / "templates").rglob("*.*"), *(ROOT / "static").glob("*.*")):
        yield str(file.relative_to(ROOT)), re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)


def test_no_words_stand_in_templates_untranslated() -> None:
    """Between the tags there are places and marks only; whoever writes a word there forgot `_()`."""
    found = {}
    for name, text in _words_of_templates():
        if name.endswith(".html"):
            words = [word for word in re.findall(r"[^\W\d_]{2,}", _NO_TEXT.sub(" ", text)) if word not in _NOT_WORDS]
            found.update({name: words} if words else {})
    assert found == {}


_NO_TEXT = re.compile(
    r"\{% block main_class %\}\w+|\{[{%].*?[%}]\}|<(style|script|svg)\b.*?</\1>|<[^>]*>|[\w-]+=\"[^\"]*\"", re.DOTALL
)
_NOT_WORDS = {"CO₂e", "kg", "nbsp"}
"""The unit of everything is the same in every language."""
