"""A city is a folder: no city's name, districts or words stand in the code. The walk with the second pack is the proof;
this finds what a walk may miss."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.city.pack import load_city
from tests.house.conftest import PACKS

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ("civic/config.py", '_city_dir(values.get("CITY") or "zhenjiang")')
"""The one place: somebody who configures nothing gets the seed city, as the public contract says."""


def code() -> Iterator[tuple[str, str]]:
    """Every file of code, templates and static files, by its path."""
    for folder, ending in (
        ("civic", "py"),
        ("footprint", "py"),
        ("campaigns", "py"),
        ("templates", "*"),
        ("static", "*"),
        ("migrations", "py"),
    ):
        for file in (ROOT / folder).rglob(f"*.{ending}"):
            text = file.read_text(errors="ignore")
            name = str(file.relative_to(ROOT))
            yield name, text.replace(DEFAULT[1], "") if name == DEFAULT[0] else text


def test_the_default_is_where_it_is_allowed() -> None:
    assert DEFAULT[1] in (ROOT / DEFAULT[0]).read_text()


@pytest.mark.parametrize("pack", PACKS)
def test_no_name_of_a_city_stands_in_code(pack: str) -> None:
    city = load_city(PACKS[pack])
    places = [city, *city.districts, *(part for district in city.districts for part in district.subdistricts)]
    names = {name for place in places for name in (place.id, *place.name.by_language.values()) if len(name) > 1}
    wanted = {name.casefold() for name in names} - COMMON_WORDS
    found = {file: wanted & set(re.findall(r"[\w-]+", text.casefold())) for file, text in code()}
    assert {file: hits for file, hits in found.items() if hits} == {}


COMMON_WORDS = {"hill", "harbour", "quay"}
"""The invented city's districts are called by words that a comment may use."""
