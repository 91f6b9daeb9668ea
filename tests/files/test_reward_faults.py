"""Packs whose badges or levels cannot work are refused, with the place and what to do."""

import os
import shutil
from pathlib import Path

import pytest

from footprint.rewards.rewards_file import FILE, check_rewards
from tests.packs.copies import ZHENJIANG

BADGE = """\
[[sections]]
id = "all"
name = { zh = "全部", en = "All" }

[[badges]]
id = "early"
section = "all"
icon = "star"
name = { zh = "早", en = "Early" }
about = { zh = "早", en = "Early" }
counts = "days"
target = 3
within = "week"

[[badges]]
id = "one"
section = "all"
icon = "star"
name = { zh = "一", en = "One" }
about = { zh = "一", en = "One" }
counts = "days"
target = 4
within = "week"

[[levels]]
points = 0
name = { zh = "山脚", en = "Foot" }

[[levels]]
points = 10
name = { zh = "山顶", en = "Top" }
"""
_ONE = 'target = 4\nwithin = "week"'
FAULTS = {
    "an unknown action": (_ONE, 'target = 4\nactions = ["fly"]', "'fly' is not an action"),
    "an unknown group": (_ONE, 'target = 4\ngroups = ["moon"]', "'moon' is not a group"),
    "more days than a week has": (_ONE, 'target = 8\nwithin = "week"', "asks for 8 days, and there are 7"),
    "more days than a month has": (_ONE, 'target = 32\nwithin = "month"', "asks for 32 days, and there are 31"),
    "nothing": (_ONE, "target = 0", "'target' is 0"),
    "half a day": (_ONE, "target = 1.5", "not a whole number"),
    "an unknown window": (_ONE, 'target = 4\nwithin = "decade"', "'decade', which is not known"),
    "an unknown season": (_ONE, 'target = 4\nseason = "monsoon"', "'monsoon', which is not known"),
    "a season in which it never counts": (
        _ONE,
        'target = 4\nactions = ["ac"]\nseason = "winter"',
        "None of its actions counts in 'winter'",
    ),
    "no icon": ('icon = "star"\nname = { zh = "一"', 'icon = "moon"\nname = { zh = "一"', "There is no icon 'moon'"),
    "a missing translation": ('name = { zh = "一", en = "One" }', 'name = { zh = "一" }', "no words in 'en'"),
    "an unknown section": ('id = "one"\nsection = "all"', 'id = "one"\nsection = "x"', "'x', which is not known"),
    "twins": ('id = "one"', 'id = "early"', "There are two badges 'early'"),
    "a misspelt key": (_ONE, "target = 4\nwithn = 1", "'withn' is not a key"),
    "steps out of order": (_ONE, 'target = 3\nwithin = "week"\nafter = "early"', "asks for 3, 'early' before it for 3"),
    "a step of something else": (_ONE, 'target = 4\nafter = "early"', "'early' counts something else"),
    "a step after nothing": (_ONE, 'target = 4\nafter = "late"', "no badge 'late' before it"),
    "levels out of order": ("points = 10", "points = 0", "follows one of 0"),
    "a first level that is not for all": ("points = 0", "points = 5", "The first level begins with 5"),
    "a level without a name": ('{ zh = "山顶", en = "Top" }', '{ zh = "山顶", en = "" }', "no words in 'en'"),
}
COUNTS = {
    "more groups than there are": ("groups", 8, "", "asks for 8 groups, and there are 7"),
    "more actions than there are": ("actions", 3, 'actions = ["lamp", "cup"]', "asks for 3 actions, and there are 2"),
    "more seasons than a year has": ("seasons", 5, "", "asks for 5 seasons, and there are 4"),
    "weeks within a week": ("weeks", 1, 'within = "week"', "weeks cannot be counted within a week"),
    "a row of some actions": ("row", 2, 'actions = ["cup"]', "Weeks in a row count all deeds"),
    "challenges of a season": ("challenges", 2, 'season = "spring"', "Challenges are counted whole"),
    "challenges within a week": ("challenges", 2, 'within = "week"', "cannot be counted within a week"),
    "kilograms": ("kilograms", 2, "", "'kilograms', which is not known"),
    "records": ("entries", 2, "", "'entries', which is not known"),
}


def _problems(tmp_path: Path, text: str) -> list[str]:
    folder = _without_badges(tmp_path)
    (folder / FILE).write_text(text)
    return [str(problem) for problem in check_rewards(folder, ("zh", "en"), frozenset())]


def _without_badges(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(ZHENJIANG, tmp_path / "pack", copy_function=os.symlink))
    (folder / FILE).unlink()
    return folder


def test_the_sound_one_has_no_problem(tmp_path: Path) -> None:
    assert _problems(tmp_path, BADGE) == []


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_named(tmp_path: Path, what: str) -> None:
    sound, broken, named = FAULTS[what]
    assert BADGE.count(sound) == 1, what
    found = _problems(tmp_path, BADGE.replace(sound, broken))
    assert any(named in problem and problem.startswith(f"{FILE}:") for problem in found), found


@pytest.mark.parametrize("what", COUNTS)
def test_what_can_never_be_earned_is_named(tmp_path: Path, what: str) -> None:
    counts, target, more, named = COUNTS[what]
    before, _, after = BADGE.rpartition('counts = "days"')
    text = f'{before}counts = "{counts}"{after}'.replace(_ONE, f"target = {target}\n{more}")
    found = _problems(tmp_path, text)
    assert any(named in problem for problem in found), found


def test_a_pack_without_badges_is_sound(tmp_path: Path) -> None:
    assert check_rewards(_without_badges(tmp_path), ("zh", "en"), frozenset()) == []


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in _problems(tmp_path, "[[badges")[0]
