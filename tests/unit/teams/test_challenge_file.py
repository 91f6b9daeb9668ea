"""What teams can set themselves, as a pack says it; what cannot be is named with its line."""

from pathlib import Path

import pytest

from campaigns.teams import rules
from campaigns.teams.challenge_file import check_templates, load_templates
from tests.packs.copies import ZHENJIANG, changed

LANGUAGES = ("zh", "en")
ACTIONS = frozenset(f"action{number}" for number in range(12))


def test_the_city_has_one_of_each_measure() -> None:
    found = load_templates(ZHENJIANG, LANGUAGES, ACTIONS)
    assert sorted(one.measure for one in found.values()) == sorted(rules.MEASURES)
    assert check_templates(ZHENJIANG, LANGUAGES, ACTIONS) == []


def test_what_the_city_suggests_can_be_reached_by_any_team() -> None:
    for one in load_templates(ZHENJIANG, LANGUAGES, ACTIONS).values():
        for weeks in (1, rules.WEEKS_MAX):
            for members in (rules.FEWEST, rules.MOST):
                most = rules.most(one.measure, weeks, members, len(ACTIONS))
                assert 1 <= rules.suggested(one.measure, one.target, weeks, members) <= most


def test_a_pack_without_the_file_has_none(tmp_path: Path) -> None:
    folder, _ = changed(ZHENJIANG, tmp_path, "challenges.toml", "target = 2", "target = 2")
    (folder / "challenges.toml").unlink()
    assert load_templates(folder, LANGUAGES, ACTIONS) == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("target = 2", "target = 8", "which cannot be reached"),
        ("target = 10", "target = 13", "which cannot be reached"),
        ("target = 2", "target = 0", "which cannot be reached"),
        ('measure = "kinds"', 'measure = "kilograms"', "which is not known here"),
        ('id = "all_aboard"', 'id = "days_together"', "two challenges"),
        ('icon = "leaf"', 'icon = "rocket"', "no icon"),
        (', en = "All of us"', "", "no words in 'en'"),
        ("target = 2", "target = 2\ngrams = 5", "grams"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder, _ = changed(ZHENJIANG, tmp_path, "challenges.toml", old, new)
    problems = check_templates(folder, LANGUAGES, ACTIONS)
    assert problems and any(said in problem.what for problem in problems), problems
