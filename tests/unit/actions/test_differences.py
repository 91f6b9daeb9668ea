"""Between two catalogues everything is told that figures depend on, and nothing else."""

import json

import pytest

from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.actions.differences import Differences, differences

LANTERN_LIMIT = 'limits = [{ scope = "household", period = "month", max = 10 }, '


def edited(catalogue: Catalogue, *edits: tuple[str, str, str]) -> Catalogue:
    """The catalogue with the first `old` of a file made `new`."""
    texts = dict(catalogue.texts)
    for file, old, new in edits:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    return catalogue_from_snapshot(json.dumps({"format": 1, "languages": catalogue.languages, "files": texts}))


def of_factors(found: Differences) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.id, one.before.version if one.before else None, one.after.version if one.after else None)
        for one in found.factors
    ]


def test_a_catalogue_does_not_differ_from_itself(harbour: Catalogue) -> None:
    assert differences(harbour, harbour) == Differences((), ())


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("factors.csv", "Plastic bag", "Bag of plastic"),
        ("actions.toml", 'en = "String bag"', 'en = "Net"'),
        ("actions.toml", "popularity = 3", "popularity = 9"),
        ("actions.toml", "quick = [1, 2.5]", "quick = [1, 3]"),
    ],
)
def test_words_and_looks_are_no_difference(harbour: Catalogue, file: str, old: str, new: str) -> None:
    later = edited(harbour, (file, old, new))
    assert later.version != harbour.version
    assert differences(harbour, later) == Differences((), ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Plastic bag,0.03,", "Plastic bag,0.02,"),
        ("0.03,kgCO2e/bag,0.01", "0.03,kgCO2e/bag,0.02"),
        (
            "YY,2024-01-01,,verified,invented for tests,,,p. 1,,cradle",
            "YY,2024-01-01,,verified_copy,invented,,,,,cradle",
        ),
        ("0.04,YY,2024-01-01", "0.04,YY,2023-01-01"),
    ],
)
def test_a_number_its_range_its_status_its_days_are_told(harbour: Catalogue, old: str, new: str) -> None:
    assert of_factors(differences(harbour, edited(harbour, ("factors.csv", old, new)))) == [("net.bag", "1", "1")]


def test_a_new_version_stands_beside_the_one_it_follows(harbour: Catalogue) -> None:
    line = next(line for line in harbour.texts["factors.csv"].splitlines() if line.startswith("grid,2025"))
    newer = line.replace("grid,2025", "grid,2026").replace("2025-01-01", "2026-01-01").replace("0.4,", "0.35,")
    ended = line.replace("2025-01-01,,", "2025-01-01,2025-12-31,")
    later = edited(harbour, ("factors.csv", line, f"{ended}\n{newer}"))
    assert of_factors(differences(harbour, later)) == [("grid", "2025", "2026")]
    assert of_factors(differences(later, harbour)) == [("grid", "2026", None)]


def test_a_factor_comes_and_goes(harbour: Catalogue) -> None:
    line = "spare,1,Outro,Spare,0.1,kgCO2e/kg,,,XX,2024-01-01,,verified,invented for tests,,,p. 1,,not_stated,,,,,,,\n"
    later = edited(harbour, ("factors.csv", "glass,1,", line + "glass,1,"))
    assert of_factors(differences(harbour, later)) == [("spare", None, "1")]
    assert of_factors(differences(later, harbour)) == [("spare", "1", None)]


def test_limits_are_told_by_what_they_limit(harbour: Catalogue) -> None:
    limits = 'limits = [{ scope = "household", period = "day", max = 12 }, '
    (action,) = differences(harbour, edited(harbour, ("actions.toml", LANTERN_LIMIT, limits))).actions
    assert action.action.id == "lantern"
    told = {(one.scope, one.period): (one.before_milli, one.after_milli) for one in action.limits}
    assert told == {("household", "day"): (None, 12_000), ("household", "month"): (10_000, None)}


def test_answers_come_go_and_are_computed_otherwise(harbour: Catalogue) -> None:
    later = edited(
        harbour,
        ("actions.toml", 'id = "lift"', 'id = "ferry"'),
        ("actions.toml", 'range = "bike.for.car"\n', ""),
    )
    (action,) = differences(harbour, later).actions
    told = [(one.before and one.before.id, one.after and one.after.id) for one in action.options]
    assert told == [("car", "car"), (None, "ferry"), ("lift", None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [("months = [12, 1]", "months = [12]"), ('default = "walk"', 'default = "car"'), ("points = 5", "points = 4")],
)
def test_rules_of_an_action_are_told(harbour: Catalogue, old: str, new: str) -> None:
    (action,) = differences(harbour, edited(harbour, ("actions.toml", old, new))).actions
    assert action.before and action.after and (action.options, action.limits) == ((), ())


def test_an_action_comes_and_goes(harbour: Catalogue) -> None:
    later = edited(harbour, ("actions.toml", 'id = "meeting"', 'id = "gathering"'))
    told = [(one.before and one.before.id, one.after and one.after.id) for one in differences(harbour, later).actions]
    assert told == [(None, "gathering"), ("meeting", None)]
