"""How a way is gone: said by the pack, of ways only."""

from pathlib import Path

import pytest

from footprint.actions.catalogue import Catalogue, check_catalogue
from tests.packs.copies import HARBOUR, changed

LANGUAGES = ("pt", "en")


def test_the_pack_says_how_a_way_is_gone(harbour: Catalogue) -> None:
    assert harbour.actions["ride"].motion == "bicycle"
    assert harbour.actions["lantern"].motion == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('motion = "bicycle"', 'motion = "carpet"', "'motion' is 'carpet', which is not known here."),
        ('unit = { id = "kg"', 'motion = "foot"\nunit = { id = "kg"', "counted in 'kg'"),
    ],
)
def test_another_motion_or_one_of_what_is_no_way_is_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder, _ = changed(HARBOUR, tmp_path, "actions.toml", old, new)
    (problem,) = check_catalogue(folder, LANGUAGES)
    assert said in problem.what and problem.cure
