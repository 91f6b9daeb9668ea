"""Every pack that comes with the code passes its own check, in all of its languages."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from civic.commands import cli
from tests.house.conftest import PACKS
from tests.packs.copies import HARBOUR, changed


def test_there_is_more_than_one_city() -> None:
    assert len(PACKS) > 1


@pytest.mark.parametrize("pack", PACKS)
def test_the_pack_is_sound(pack: str) -> None:
    result = CliRunner().invoke(cli, ["pack", "check", str(PACKS[pack])])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('actions = ["ride"]', 'actions = ["boat"]', "Use an id of actions.toml."),
        ('icon = "bicycle"', 'icon = "tricycle"', "There is no icon 'tricycle'."),
        ('kind = "ride"', 'kind = "sail"', "kind"),
        ('attendance = "meeting"', 'attendance = "feast"', "'feast' is not an action of this pack."),
        ("days = 90", "days = 0", "Give from 1 to 366 days."),
    ],
)
def test_a_fault_of_the_programme_is_found_too(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder, line = changed(HARBOUR, tmp_path, "series.toml", old, new)
    result = CliRunner().invoke(cli, ["pack", "check", str(folder)])
    assert result.exit_code == 1 and result.stdout == ""
    assert f"series.toml:{line}: " in result.stderr and said in result.stderr


def test_a_pack_without_a_programme_is_told_so(tmp_path: Path) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "series.toml", "attendance", "attendance")
    (folder / "series.toml").unlink()
    result = CliRunner().invoke(cli, ["pack", "check", str(folder)])
    assert result.exit_code == 1
    assert "series.toml: The file is missing." in result.stderr
