"""Reasons of changes are read from the pack; each must name what is there, or say that it is gone."""

from datetime import date
from pathlib import Path

import pytest

from footprint.actions.catalogue import Catalogue
from footprint.actions.change_reasons import FILE, check_change_reasons, load_change_reasons
from footprint.carbon.expressions import names, parse
from footprint.carbon.factors import Factor
from tests.packs.copies import HARBOUR, ZHENJIANG, changed

SOUND = """\
[[changes]]
on = 2026-11-27
factors = ["net.bag"]
removed_factors = ["paper.bag"]
actions = ["net"]
why = { pt = "Foi pesado.", en = "It was weighed." }
"""
FAULTS = [
    ("on = 2026-11-27", "", 1, "no day"),
    ("2026-11-27", '"soon"', 2, "not a day"),
    ('["net.bag"]', '["net.bags"]', 3, "The pack has no 'net.bags'."),
    ('["paper.bag"]', '["glass"]', 4, "The pack still has 'glass'."),
    ('actions = ["net"]', 'actions = ["string"]', 5, "The pack has no 'string'."),
    (', en = "It was weighed."', "", 6, "no words in 'en'"),
    ("why =", "because =", 6, "not a key known here"),
    ('factors = ["net.bag"]\nremoved_factors = ["paper.bag"]\nactions = ["net"]\n', "", 1, "about nothing"),
    ("[[changes]]", "[[change]]", 1, "not a key known here"),
]


def written(folder: Path, text: str) -> Path:
    """A copy of the pack with this file of reasons."""
    pack, _ = changed(HARBOUR, folder, "factors.csv", "Plastic bag", "Plastic bag")
    (pack / FILE).write_text(text, encoding="utf-8")
    return pack


def test_a_pack_need_not_give_reasons(harbour: Catalogue) -> None:
    assert load_change_reasons(HARBOUR, harbour) == ()


def test_reasons_are_read(tmp_path: Path, harbour: Catalogue) -> None:
    (reason,) = load_change_reasons(written(tmp_path, SOUND), harbour)
    assert (reason.on, reason.actions) == (date(2026, 11, 27), {"net"})
    assert reason.factors == {"net.bag", "paper.bag"}
    assert reason.why.in_("en") == "It was weighed."


@pytest.mark.parametrize(("old", "new", "line", "said"), FAULTS)
def test_a_fault_is_named(tmp_path: Path, harbour: Catalogue, old: str, new: str, line: int, said: str) -> None:
    assert old in SOUND
    problems = check_change_reasons(written(tmp_path, SOUND.replace(old, new)), harbour)
    assert (FILE, line) in {(one.file, one.line) for one in problems if said in str(one)}, problems


def test_the_pack_gives_a_reason_for_all_that_ever_changed(zhenjiang: Catalogue) -> None:
    """Every action, and every factor but those that are as they were on the first day."""
    reasons = load_change_reasons(ZHENJIANG, zhenjiang)
    never = {"occ.cn", "ac.season.days", "lamp.hours", "textile.displacement"}
    assert set(zhenjiang.factors) - set().union(*(one.factors for one in reasons)) == never
    assert set(zhenjiang.actions) == set().union(*(one.actions for one in reasons))


def test_each_number_of_a_formula_says_why_it_has_a_line_of_its_own(zhenjiang: Catalogue) -> None:
    (reason,) = [one for one in load_change_reasons(ZHENJIANG, zhenjiang) if "inside formulas" in one.why.in_("en")]
    used = {name for factor in zhenjiang.factors.values() if factor.newest.formula for name in names_of(factor)}
    assert reason.factors <= used


def names_of(factor: Factor) -> set[str]:
    return set(names(parse(factor.newest.formula)))
