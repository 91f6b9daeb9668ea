"""The series of a city's programme: what campaigns are made from. Read from the pack's series.toml; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from campaigns.programme.rules import KINDS
from civic.city.folder import PackFolder
from civic.city.pack import icon
from civic.city.problems import PackError, Problem
from civic.city.records import Table, identifier, unique
from civic.city.text import Text

FILE = "series.toml"
_BADGES_FILE = "badges.toml"


@dataclass(frozen=True, slots=True)
class WeeklyTask:
    """A task of a family challenge: in its `week` the household does `target_milli` of the `action`, or says that it
    has done what no ledger sees (no action)."""

    week: int
    name: Text
    help: Text
    action: str | None
    target_milli: int


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the programme, and the template that its campaigns start from."""

    id: str
    kind: str
    icon: str
    name: Text
    about: Text
    title: Text
    summary: Text
    body: Text
    actions: tuple[str, ...]
    days: int
    goal_people: int | None
    age_groups: tuple[str, ...]
    """For paintings: like 4-6, 7-9."""
    tasks: tuple[WeeklyTask, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """All series by id, and the actions of the catalogue that stand for coming to something, for promising something
    and for a painting on show: all give points and no kilograms; None where the pack has none."""

    series: Mapping[str, Series]
    attendance: str | None
    promise: str | None
    showing: str | None


def load_programme(folder: Path, languages: tuple[str, ...], actions: frozenset[str]) -> Programme:
    """The programme of a pack.

    Args:
        actions: what the pack's catalogue knows.

    Raises:
        PackError: naming every problem.
    """
    return _of(tuple(PackFolder.read(folder, languages).texts.items()), languages, actions)


def check_programme(folder: Path, languages: tuple[str, ...], actions: frozenset[str]) -> list[Problem]:
    """What is wrong with series.toml; empty when nothing is."""
    try:
        load_programme(folder, languages, actions)
    except PackError as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=8)
def _of(texts: tuple[tuple[str, str], ...], languages: tuple[str, ...], actions: frozenset[str]) -> Programme:
    pack = PackFolder(dict(texts), languages)
    table = pack.toml(FILE)
    pack.refuse()
    seen: set[str] = set()
    badges = _badges(pack)
    found = [_series(entry, actions, badges, seen) for entry in table.tables("series")]
    if not found:
        table.problem("series", "The programme has no series.", "Add at least one [[series]].")
    standing_for = [_action(table, what, actions) for what in ("attendance", "promise", "showing")]
    programme = Programme({one.id: one for one in found}, *standing_for)
    table.close()
    pack.refuse()
    return programme


def _badges(pack: PackFolder) -> frozenset[str]:
    """The ids of the pack's badges; what is wrong with their file is told where they are read."""
    texts = {name: text for name, text in pack.texts.items() if name == _BADGES_FILE}
    tables = PackFolder(texts, pack.languages).toml(_BADGES_FILE).tables("badges") if texts else []
    return frozenset(table.string("id", "") for table in tables)


def _series(table: Table, actions: frozenset[str], badges: frozenset[str], seen: set[str]) -> Series:
    series = Series(
        id=identifier(table, "id"),
        kind=table.choice("kind", KINDS.keys()),
        icon=icon(table),
        name=table.text("name"),
        about=table.text("about"),
        title=table.text("title"),
        summary=table.text("summary"),
        body=table.text("body"),
        actions=table.strings("actions"),
        days=table.integer("days"),
        goal_people=table.integer("goal_people", 0) or None,
        age_groups=table.strings("age_groups", ()),
        tasks=tuple(_task(entry, actions) for entry in table.tables("tasks")),
    )
    unique(table, seen, series.id, "series")
    _check_badge(table, badges)
    for action in series.actions:
        _refuse_unknown_action(table, "actions", action, actions)
    if not 1 <= series.days <= 366:
        table.problem("days", f"'days' is {series.days}.", "Give from 1 to 366 days.")
    table.close()
    return series


def _check_badge(table: Table, badges: frozenset[str]) -> None:
    """Taking part in any series can be earned a badge for, where there are badges at all."""
    badge = table.string("badge", "")
    if badges and badge not in badges:
        what = f"'{badge}' is not a badge of this pack." if badge else "The series has no badge."
        table.problem("badge", what, "Give the id of a badge of badges.toml that its participants earn.")


def _task(table: Table, actions: frozenset[str]) -> WeeklyTask:
    task = WeeklyTask(
        week=table.integer("week"),
        name=table.text("name"),
        help=table.text("help", required=False),
        action=_action(table, "action", actions),
        target_milli=1000 * table.integer("target", 0),
    )
    if (task.action is None) != (task.target_milli == 0):
        table.problem("target", "'target' and 'action' belong together.", "Give both, or neither for a task to tick.")
    table.close()
    return task


def _action(table: Table, key: str, actions: frozenset[str]) -> str | None:
    action = table.string(key, "")
    if action:
        _refuse_unknown_action(table, key, action, actions)
    return action or None


def _refuse_unknown_action(table: Table, key: str, action: str, actions: frozenset[str]) -> None:
    if action not in actions:
        table.problem(key, f"'{action}' is not an action of this pack.", "Use an id of actions.toml.")
