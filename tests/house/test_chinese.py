"""What a machine finds in Chinese sentences: marks of another script, two ways to address a reader, old words."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
_HAN = r"[\u3400-\u9fff]"
_MARK = r"[,;:?!()]"

FAULTS = {
    "a mark in half width beside a character": re.compile(rf"{_HAN}{_MARK}|{_MARK}{_HAN}"),
    "a full stop in half width": re.compile(rf"{_HAN}\.(?!\w)|(?<!\d)\. (?={_HAN})"),
    "straight quotation marks": re.compile(rf"{_HAN}[\"']|[\"']{_HAN}"),
    "three points for an ellipsis": re.compile(rf"{_HAN}\s?\.\.\.|{_HAN}…(?!…)"),
    "a space beside a mark that brings its own": re.compile(r" [，。；：？！、（）]|[，。；：？！、] (?!%)"),
    "你 beside 您": re.compile(r"你(?!们)"),
    "a pronoun in letters": re.compile(r"\bTA\b"),
    "a word given up": re.compile(r"没有这一页|谁来办|谁能参加|我的事项|抹去|抹除|(?<!碳)足迹"),
}


def sentences() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the catalogues and the packs, with the file that it stands in."""
    for file in sorted((ROOT / "civic/language/translations/zh/LC_MESSAGES").glob("*.po")):
        for message in read_po(file.open("rb")):
            said = [message.string] if isinstance(message.string, str) else message.string
            yield from ((file.name, text) for text in said if message.id)
    for file in sorted((ROOT / "cities").glob("*/*.toml")):
        yield from ((file.name, text) for text in _texts(tomllib.loads(file.read_text())))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "zh" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


@pytest.mark.parametrize("fault", FAULTS)
def test_chinese_is_written_as_chinese(fault: str) -> None:
    assert [f"{name}: {text}" for name, text in sentences() if FAULTS[fault].search(text)] == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("a mark in half width beside a character", "请再试一次(稍后)"),
        ("a full stop in half width", "已保存. 谢谢"),
        ("straight quotation marks", '活动"骑行"'),
        ("three points for an ellipsis", "请稍候..."),
        ("a space beside a mark that brings its own", "好的， 谢谢"),
        ("你 beside 您", "你的记录"),
        ("a pronoun in letters", "交给 TA"),
        ("a word given up", "我的足迹"),
    ],
)
def test_each_fault_is_found(fault: str, text: str) -> None:
    assert FAULTS[fault].search(text)
