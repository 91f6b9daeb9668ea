"""The questions of the awareness quiz, read from the pack's quiz.toml; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from statistics import fmean

from civic.city.folder import PackFolder
from civic.city.pack import STATUSES
from civic.city.problems import PackError, Problem
from civic.city.records import Table, identifier, unique
from civic.city.text import Text
from footprint.actions.catalogue import load_catalogue

FILE = "quiz.toml"
LEAST_ITEMS, CORE, LEAST_ANSWERS, MOST_RECALLED = 60, 8, 3, 8
LONGEST = 1.6
"""A right answer is at most so many times as long as the others are on average, or it is known by its length."""
RECALLED, RULE = "recalled", "rule"
_SOURCE_STATUSES = (*STATUSES, RULE)
"""Beside those of factors: what the city's programme lays down itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read; `status` says how well that is known."""

    id: str
    title: str
    publisher: str
    on: date | None
    link: str
    status: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question. The first of its `answers` is the right one; answers are kept by their place here."""

    id: str
    topic: str
    is_core: bool
    question: Text
    answers: tuple[Text, ...]
    why: Text
    factors: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """All items by id; `drawn` of those that are not core are asked of each resident. A finished wave is recorded as
    the `action`; None where the pack has no quiz."""

    topics: Mapping[str, Text]
    sources: Mapping[str, Source]
    items: Mapping[str, Item]
    action: str | None
    drawn: int

    @property
    def core(self) -> list[str]:
        """The items of every wave, in the order of the file."""
        return [item.id for item in self.items.values() if item.is_core]

    @property
    def others(self) -> list[str]:
        """The items that are drawn from."""
        return [item.id for item in self.items.values() if not item.is_core]


NO_QUIZ = Bank({}, {}, {}, None, 0)


def load_bank(folder: Path, languages: tuple[str, ...], actions: Collection[str], factors: Collection[str]) -> Bank:
    """The quiz of a pack; an empty one where it has no such file.

    Args:
        actions: what the pack's catalogue knows.
        factors: the ids of its factors.

    Raises:
        PackError: naming every problem.
    """
    texts = PackFolder.read(folder, languages).texts
    if FILE not in texts:
        return NO_QUIZ
    return _of(texts[FILE], languages, frozenset(actions), frozenset(factors))


def check_bank(folder: Path, languages: tuple[str, ...], actions: frozenset[str]) -> list[Problem]:
    """What is wrong with quiz.toml; empty when nothing is, or the pack has none."""
    try:
        load_bank(folder, languages, actions, load_catalogue(folder, languages).factors)
    except PackError as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=8)
def _of(text: str, languages: tuple[str, ...], actions: frozenset[str], factors: frozenset[str]) -> Bank:
    pack = PackFolder({FILE: text}, languages)
    table = pack.toml(FILE)
    pack.refuse()
    topics = _topics(table)
    sources = _sources(table)
    items = _items(table, topics, sources, factors)
    bank = Bank(topics, sources, items, _action(table, actions), table.integer("drawn"))
    _check_whole(table, bank)
    table.close()
    pack.refuse()
    return bank


def _topics(table: Table) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for entry in table.tables("topics"):
        id_ = identifier(entry, "id")
        unique(entry, set(found), id_, "topic")
        found[id_] = entry.text("name")
        entry.close()
    return found


def _sources(table: Table) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for entry in table.tables("sources"):
        source = Source(
            id=identifier(entry, "id"),
            title=entry.string("title"),
            publisher=entry.string("publisher"),
            on=entry.day("date"),
            link=entry.string("link", ""),
            status=entry.choice("status", _SOURCE_STATUSES),
        )
        unique(entry, set(found), source.id, "source")
        found[source.id] = source
        entry.close()
    return found


def _items(
    table: Table, topics: Collection[str], sources: Collection[str], factors: Collection[str]
) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for entry in table.tables("items"):
        item = _item(entry, topics)
        unique(entry, set(found), item.id, "item")
        _check_answers(entry, item)
        _check_source(entry, item, sources, factors)
        found[item.id] = item
        entry.close()
    return found


def _item(table: Table, topics: Collection[str]) -> Item:
    return Item(
        id=identifier(table, "id"),
        topic=table.choice("topic", topics),
        is_core=table.flag("core", False),
        question=table.text("question"),
        answers=(table.text("right"), *(_wrong(entry) for entry in table.tables("wrong"))),
        why=table.text("why"),
        factors=table.strings("factors", ()),
        sources=table.strings("sources", ()),
    )


def _wrong(table: Table) -> Text:
    answer = Text({language: table.string(language) for language in table.languages})
    table.close()
    return answer


def _check_answers(table: Table, item: Item) -> None:
    if len(item.answers) < LEAST_ANSWERS:
        what = f"'{item.id}' has {len(item.answers)} answers."
        table.problem("wrong", what, f"Give at least {LEAST_ANSWERS}, the right one among them.")
        return
    for language in table.languages:
        right, *wrong = (answer.in_(language) for answer in item.answers)
        if len({right, *wrong}) < len(item.answers):
            table.problem("wrong", f"Two answers of '{item.id}' are the same in '{language}'.", "Change one of them.")
        if len(right) > LONGEST * fmean(map(len, wrong)):
            what = f"The right answer of '{item.id}' is much longer than the others in '{language}'."
            table.problem("right", what, "Make it shorter, or the others longer: it must not be known by its length.")


def _check_source(table: Table, item: Item, sources: Collection[str], factors: Collection[str]) -> None:
    if not item.sources and not item.factors:
        table.problem("", f"'{item.id}' has no source.", "Name factors of factors.csv, or sources of this file.")
    for name in item.factors:
        if name not in factors:
            table.problem("factors", f"'{name}' is not a factor of this pack.", "Use an id of factors.csv.")
    for name in item.sources:
        if name not in sources:
            table.problem("sources", f"'{name}' is not a source of this file.", "Use the id of one of [[sources]].")


def _action(table: Table, actions: Collection[str]) -> str:
    action = table.string("action")
    if action and action not in actions:
        table.problem("action", f"'{action}' is not an action of this pack.", "Use an id of actions.toml.")
    return action


def _check_whole(table: Table, bank: Bank) -> None:
    if len(bank.items) < LEAST_ITEMS:
        table.problem("items", f"The quiz has {len(bank.items)} items.", f"Write at least {LEAST_ITEMS}.")
    if len(bank.core) != CORE:
        table.problem("items", f"{len(bank.core)} items are core.", f"Say core = true of exactly {CORE}.")
    if not 1 <= bank.drawn <= len(bank.others):
        table.problem("drawn", f"'drawn' is {bank.drawn}.", "Give from 1 to the number of items that are not core.")
    recalled = [item.id for item in bank.items.values() if _is_recalled(bank, item)]
    if len(recalled) > MOST_RECALLED:
        what = f"{len(recalled)} items rest on nothing that was read: {', '.join(recalled)}."
        table.problem("items", what, f"Find texts for all but {MOST_RECALLED} of them.")


def _is_recalled(bank: Bank, item: Item) -> bool:
    named = [bank.sources[name] for name in item.sources if name in bank.sources]
    return any(source.status == RECALLED for source in named)
