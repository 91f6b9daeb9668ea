"""The question bank of the pack: what its check refuses, and that the city's own keeps to the rules of good items."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.awareness.bank import FILE, NO_QUIZ, Bank, check_bank, load_bank
from civic.city.pack import load_city
from footprint.actions.catalogue import load_catalogue
from tests.packs.copies import HARBOUR, ZHENJIANG, changed

LANGUAGES = ("zh", "en")
ACTIONS = frozenset({"community"})


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(ZHENJIANG, LANGUAGES, ACTIONS, load_catalogue(ZHENJIANG, LANGUAGES).factors)


def _said(folder: Path) -> Iterator[str]:
    return map(str, check_bank(folder, LANGUAGES, ACTIONS))


def _copy(into: Path) -> Path:
    """A copy of the city's pack whose quiz may be written to."""
    return changed(ZHENJIANG, into, FILE, "drawn = 4", "drawn = 4")[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("core = true\n", "", "7 items are core."),
        ('factors = ["act.event"]', 'factors = ["act.feast"]', "'act.feast' is not a factor of this pack."),
        ('factors = ["act.event"]', "", "'event_attendance' has no source."),
        ('sources = ["series"]', 'sources = ["serial"]', "'serial' is not a source of this file."),
        ('status = "rule"', 'status = "hearsay"', "'status' is 'hearsay'"),
        ('topic = "programme"', 'topic = "weather"', "'topic' is 'weather'"),
        (', en = "2012" }', " }", "'right' has no words in 'en'."),
        (', en = "2002" }', " }", "'en' is missing."),
        ('en = "2002"', 'en = "2012"', "Two answers of 'pilot_year' are the same in 'en'."),
        ('en = "2012"', 'en = "In 2012, of course"', "'pilot_year' is much longer than the others in 'en'."),
        ('action = "community"', 'action = "feast"', "'feast' is not an action of this pack."),
        ("drawn = 4", "drawn = 0", "'drawn' is 0."),
        ('id = "pledge_alone"', 'id = "trio_meaning"', "trio_meaning"),
        ("why = {", "because = {", "'because' is not a key known here."),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder, _ = changed(ZHENJIANG, tmp_path, FILE, old, new)
    assert any(said in problem for problem in _said(folder)), list(_said(folder))


def test_a_fault_is_named_with_its_line(tmp_path: Path) -> None:
    folder, line = changed(ZHENJIANG, tmp_path, FILE, 'factors = ["act.event"]', 'factors = ["act.feast"]')
    assert next(_said(folder)).startswith(f"{FILE}:{line}: ")


def test_two_answers_are_too_few(tmp_path: Path) -> None:
    third = '  { zh = "一日三餐", en = "Daily meals" },\n'
    folder, _ = changed(ZHENJIANG, tmp_path, FILE, third, "")
    assert any("'home_largest' has 2 answers." in problem for problem in _said(folder))


def test_fifty_nine_items_are_too_few(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    head, *items = (folder / FILE).read_text(encoding="utf-8").split("[[items]]")
    core = [item for item in items if "core = true" in item]
    others = [item for item in items if "core = true" not in item]
    (folder / FILE).write_text("[[items]]".join([head, *core, *others[:51]]), encoding="utf-8")
    assert [problem for problem in _said(folder) if "The quiz has 59 items." in problem]
    (folder / FILE).write_text("[[items]]".join([head, *core, *others[:52]]), encoding="utf-8")
    assert list(_said(folder)) == []


def test_nine_recalled_items_are_too_many(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.replace('sources = ["conduct"]', 'sources = ["school"]'), encoding="utf-8")
    assert list(_said(folder)) == []
    more = text.replace('sources = ["conduct"]', 'sources = ["school"]').replace('["bins"]', '["school"]')
    more = more.replace('["ride_350"]', '["school"]').replace('["sorting_2012"]', '["school"]')
    (folder / FILE).write_text(more, encoding="utf-8")
    assert any("items rest on nothing that was read" in problem for problem in _said(folder))


def test_a_pack_without_a_quiz_is_sound() -> None:
    languages = load_city(HARBOUR).languages
    assert check_bank(HARBOUR, languages, frozenset()) == []
    assert load_bank(HARBOUR, languages, (), ()) == NO_QUIZ


def test_each_topic_has_enough_items(bank: Bank) -> None:
    number = Counter(item.topic for item in bank.items.values())
    assert set(number) == set(bank.topics) and min(number.values()) >= 10


def test_the_core_touches_every_topic(bank: Bank) -> None:
    assert {bank.items[name].topic for name in bank.core} == set(bank.topics)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_is_not_known_by_its_length(bank: Bank, language: str) -> None:
    """Over the whole bank the longest answer is right about as often as by chance, and so is the shortest."""
    lengths = [[len(answer.in_(language)) for answer in item.answers] for item in bank.items.values()]
    longest = sum(right > max(wrong) for right, *wrong in lengths)
    shortest = sum(right < min(wrong) for right, *wrong in lengths)
    assert max(longest, shortest) <= len(lengths) / 4


def test_every_figure_has_a_source_that_can_be_followed(bank: Bank) -> None:
    for source in bank.sources.values():
        assert source.link or source.status == "recalled", source.id
