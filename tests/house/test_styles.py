"""Styles and templates are read by people, and shipped small in words that old phones' browsers know."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.paths import STATIC, TEMPLATES
from civic.web.stylesheets import SHEETS, sheet

SOURCES = STATIC / "styles"
LONGEST = {".html": 160, ".css": 120}
BYTES = {
    "app.css": 18_850,
    "campaigns.css": 7_310,
    "desk.css": 700,
    "front.css": 3_600,
    "published.css": 1_000,
    "screen.css": 2_000,
}
UNKNOWN_TO_OLD_PHONES = re.compile(r":has\(|@container|\d[dsl]v[hw]\b|&|:is\(|:where\(")
_MESSAGE = re.compile(r"_\('(?:\\.|[^'\\])*'")
_CLASS = re.compile(r"\.([a-z][\w-]*)")
_CLASSES = re.compile(r'class="([^"]*)"')
_PUT_IN = ("evidence-", "shade-", "status-")  # their endings come from figures
_WRITTEN_ELSEWHERE = {"home", "qr", "spring", "summer", "autumn", "winter", "night"}
"""In the block main_class; by the library that draws codes; what the season and the hour make of the picture."""


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_small(name: str) -> None:
    assert len(sheet(name).encode()) <= BYTES[name]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_asks_for_nothing_that_old_phones_lack(name: str) -> None:
    assert UNKNOWN_TO_OLD_PHONES.findall(sheet(name)) == []
    around_rules = re.findall(r"[^{}]+(?=\{)", re.sub(r"[^{}]*\{[^{}]*\}", "", sheet(name)))
    assert [one for one in around_rules if not one.startswith("@")] == []


def test_every_part_is_in_one_sheet() -> None:
    parts = [part for parts in SHEETS.values() for part in parts]
    assert sorted(parts) == sorted(str(file.relative_to(SOURCES).with_suffix("")) for file in SOURCES.rglob("*.css"))


def test_both_themes_say_the_same_colours() -> None:
    light, dark = (re.findall(r"--[\w-]+(?=:)", (SOURCES / f"{theme}.css").read_text()) for theme in ("light", "dark"))
    assert light == dark
    assert sheet("app.css").count("--paper:") == 3  # by day; by night when the phone says so, and when the reader does


def test_colours_stand_in_the_themes_alone() -> None:
    """Codes are printed black on white in both, a camera needs that; so do words on a middle green their own dark."""
    allowed = {("boards", "#0d1a13"), ("campaigns/codes", "#fff"), ("campaigns/codes", "#000")}
    found = {
        (part, colour)
        for parts in SHEETS.values()
        for part in parts
        for colour in re.findall(r"#[0-9a-f]{3,8}\b", (SOURCES / f"{part}.css").read_text())
    }
    assert {(part, colour) for part, colour in found if part not in ("light", "dark")} == allowed


def test_one_declaration_a_line() -> None:
    lines = [(file.name, line) for file in SOURCES.rglob("*.css") for line in file.read_text().splitlines()]
    assert [(name, line) for name, line in lines if line.count(";") > 1 or re.search(r"\{.*\S", line)] == []


def test_no_line_is_too_long_to_read() -> None:
    files = [*TEMPLATES.rglob("*.html"), *SOURCES.rglob("*.css")]
    assert [place for file in files for place in _too_long(file)] == []


def test_every_class_is_used() -> None:
    written = [written for file in TEMPLATES.rglob("*.html") for written in _CLASSES.findall(file.read_text())]
    words = "\n".join([*written, *(file.read_text() for file in STATIC.glob("*.js"))])
    styled = {name for name in SHEETS for name in _CLASS.findall(re.sub(r"\{[^{}]*\}", "{}", sheet(name)))}
    unused = {one for one in styled - _WRITTEN_ELSEWHERE if not re.search(rf"(?<![\w-]){one}(?![\w-])", words)}
    assert {one for one in unused if not one.startswith(_PUT_IN)} == set()


def _too_long(file: Path) -> Iterator[str]:
    """A sentence is kept whole, so that who looks for it finds it; but then it has the line for itself."""
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        if len(line) > LONGEST[file.suffix] and len(_MESSAGE.sub("", line)) > 40:
            yield f"{file.name}:{number} has {len(line)} characters"
