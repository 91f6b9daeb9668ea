"""Nobody is pressed: no word of loss, of lagging behind or of a last chance stands in what people read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.test_translations import LANGUAGES, translated, used

ROOT = Path(__file__).resolve().parents[2]
PACKS = (ROOT / "cities" / "zhenjiang", ROOT / "tests" / "packs" / "harbour")
UNKIND = re.compile(
    r"don.t lose|you.ll lose|will lose your|lose your (?:streak|row|level|badge|progress|place)"
    r"|streak (?:is )?(?:lost|broken)"
    r"|break (?:your|the) streak|last chance|hurry up|running out of time|before it.s too late|don.t miss out"
    r"|fall(?:ing|en)? behind|lag(?:ging)? behind|you failed|shame|worst"
    r"|失去|落后|断签|断掉|最后机会|最后的机会|别错过|不要错过|赶快|马上就没|前功尽弃|垫底|倒数|丢脸|清零",
    re.IGNORECASE,
)


def _texts() -> Iterator[tuple[str, str]]:
    """Everything that people read: messages, their translations, the packs."""
    yield from ((place, message) for message, place in used().items())
    for language in LANGUAGES:
        for message in translated(language).values():
            words = [message.string] if isinstance(message.string, str) else list(message.string)
            yield from ((f"{language}: {message.id}", word) for word in words)
    for pack in PACKS:
        for file in sorted(pack.glob("*.toml")):
            yield from (
                (f"{file.name}:{number}", line)
                for number, line in enumerate(file.read_text().splitlines(), 1)
                if not line.startswith("#")
            )
    for template in sorted((ROOT / "templates").rglob("*.html")):
        yield str(template.relative_to(ROOT)), re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)


def test_no_unkind_word_stands_anywhere() -> None:
    assert {place: found.group() for place, text in _texts() if (found := UNKIND.search(text))} == {}


@pytest.mark.parametrize(
    "unkind",
    ["Don’t lose your streak!", "Last chance today", "You are falling behind", "别断签", "您已落后", "连续记录已清零"],
)
def test_such_words_would_be_found(unkind: str) -> None:
    assert UNKIND.search(unkind)
