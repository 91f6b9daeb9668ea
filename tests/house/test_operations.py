"""The operations guide tells the truth: its settings, commands and files exist."""

import re
from pathlib import Path

import pytest

from civic.config import load_settings
from civic.errors import ConfigError
from tests.commands import command

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "operations"
TEXTS = {str(file.relative_to(FOLDER)): file.read_text() for file in sorted(FOLDER.rglob("*")) if file.is_file()}
MARKED = {name: text for name, text in TEXTS.items() if name.endswith(".md")}


def test_the_example_settings_are_taken(tmp_path: Path) -> None:
    lines = re.findall(r"^#?(TONGXING_\w+)=(.*)$", TEXTS["files/tongxing.env"], re.MULTILINE)
    assert len(lines) > 5
    example = {"TONGXING_INSTANCE": str(tmp_path), **dict(lines)}
    load_settings({**example, "TONGXING_SECRET_KEY": "x" * 64})
    with pytest.raises(ConfigError, match="SECRET_KEY"):  # a key that the whole world can read
        load_settings(example)


@pytest.mark.parametrize("name", TEXTS)
def test_every_setting_named_exists(name: str, tmp_path: Path) -> None:
    for setting in sorted(set(re.findall(r"TONGXING_\w+", TEXTS[name]))):
        load_settings({"TONGXING_INSTANCE": str(tmp_path), setting: ""})


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_named_exists(name: str) -> None:
    spoken = re.compile(
        r"(?:(?:^|`|&& )tongxing|^tongxing-city zhenjiang|-m civic) ([a-z]+)(?: ([a-z]+))?", re.MULTILINE
    )
    for group, word in spoken.findall(TEXTS[name]):
        if hasattr(command(group), "commands"):
            command(f"{group} {word}")


@pytest.mark.parametrize("name", MARKED)
def test_every_file_linked_exists(name: str) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", MARKED[name])
    assert links
    assert [link for link in links if not (FOLDER / link).exists()] == []
