"""The questions that a pack offers for surveys: what its check refuses, and what the city's own measure."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.surveys import rules
from campaigns.surveys.bank import FILE, NO_BANK, check_bank, load_bank
from tests.packs.copies import HARBOUR, ZHENJIANG, changed

LANGUAGES = ("zh", "en")
POSITIVE = '{ zh = "没听说过", en = "No" },\n]\npositive = [1, 2]'


def _said(folder: Path) -> Iterator[str]:
    return map(str, check_bank(folder, LANGUAGES, frozenset()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (POSITIVE, POSITIVE.replace("[1, 2]", "[4]"), "There is no answer 4."),
        (POSITIVE, POSITIVE.replace("positive = [1, 2]", ""), "Say which answers count"),
        (POSITIVE, POSITIVE.replace("[1, 2]", "[1, 2, 3]"), "nothing is measured"),
        ('id = "heard"\nkind = "single"', 'id = "heard"\nkind = "knowledge"', "one right answer"),
        ('id = "heard"\nkind = "single"', 'id = "heard"\nkind = "scale"', "A scale has 5 answers."),
        ('id = "heard"\nkind = "single"', 'id = "heard"\nkind = "guess"', "'kind' is 'guess'"),
        ('id = "goals_known"', 'id = "heard"', "heard"),
        ('measures = "satisfaction"', 'measures = "happiness"', "'measures' is 'happiness'"),
        ('{ zh = "没听说过", en = "No" }', '{ zh = "没听说过" }', "'en' is missing."),
        ('{ zh = "否", en = "No" }', '{ zh = "否", en = "Yes" }', "Two answers are the same in 'en'."),
        ("text = { zh = \"您听说过", "words = { zh = \"您听说过", "'words' is not a key known here."),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder, _ = changed(ZHENJIANG, tmp_path, FILE, old, new)
    assert any(said in problem for problem in _said(folder)), list(_said(folder))


def test_every_measure_has_a_question() -> None:
    bank = load_bank(ZHENJIANG, LANGUAGES)
    assert list(_said(ZHENJIANG)) == []
    assert {one.measures for one in bank.questions.values()} == set(rules.MEASURES)
    assert all(one.positive for one in bank.questions.values() if one.measures != rules.NO_MEASURE)
    assert set(bank.standard) == rules.STANDARD


def test_a_pack_without_the_file_offers_nothing() -> None:
    assert load_bank(HARBOUR, ("en", "pt")) == NO_BANK
