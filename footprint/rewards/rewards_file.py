"""Reads `badges.toml`: badges, the parts of their wall, levels. A pack without it gives none.

What can never be earned is refused: a badge that counts more things than there are, or more days than a week holds.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from civic.city.folder import PackFolder
from civic.city.pack import City, icon, load_city
from civic.city.problems import PackError, Problem
from civic.city.records import Table, identifier, unique
from footprint.actions.action import Action
from footprint.actions.catalogue import Catalogue, load_catalogue
from footprint.rewards import badges as rules
from footprint.rewards.badges import NO_REWARDS, Badge, Level, Rewards, Section

FILE = "badges.toml"
_WINDOW_DAYS = {rules.WEEK: 7, rules.MONTH: 31}
_PARTS: Mapping[str, Collection[str]] = {
    rules.WEEK: (rules.DAYS, rules.ACTIONS, rules.GROUPS),
    rules.MONTH: (rules.DAYS, rules.ACTIONS, rules.GROUPS, rules.WEEKS),
    rules.SEASON: (rules.DAYS, rules.ACTIONS, rules.GROUPS, rules.WEEKS, rules.MONTHS),
}
"""What can be counted within a window: what is smaller than it, or is no time at all."""
_SEASON_MOST = {rules.DAYS: 366, rules.WEEKS: 53, rules.MONTHS: 13}
_MONTH_WEEKS = 6
_WHOLE = {rules.ROW: "Weeks in a row count all deeds.", rules.CHALLENGES: "Challenges are counted whole."}


def load_rewards(folder: Path, city: City, catalogue: Catalogue) -> Rewards:
    """The rewards of a pack. Raises PackError naming every problem."""
    pack = PackFolder.read(folder, city.languages)
    return _of(pack, city, catalogue) if FILE in pack.texts else NO_REWARDS


def check_rewards(folder: Path, languages: tuple[str, ...], _actions: frozenset[str]) -> list[Problem]:
    """What is wrong with badges.toml; empty when nothing is."""
    try:
        load_rewards(folder, load_city(folder), load_catalogue(folder, languages))
    except PackError as error:
        return list(error.problems)
    return []


def _of(pack: PackFolder, city: City, catalogue: Catalogue) -> Rewards:
    table = pack.toml(FILE)
    pack.refuse()
    reader = _Reader(city, catalogue)
    sections = tuple(reader.section(entry) for entry in table.tables("sections"))
    found = tuple(reader.badge(entry) for entry in table.tables("badges"))
    rewards = Rewards(sections, found, _levels(table))
    table.close()
    pack.refuse()
    return rewards


def _levels(table: Table) -> tuple[Level, ...]:
    levels: list[Level] = []
    for entry in table.tables("levels"):
        level = Level(entry.integer("points"), entry.text("name"))
        if not levels and level.points != 0:
            entry.problem("points", f"The first level begins with {level.points} points.", "Begin with 0.")
        if levels and level.points <= levels[-1].points:
            what = f"The level of {level.points} points follows one of {levels[-1].points}."
            entry.problem("points", what, "Put levels in order, each with more points than the one before.")
        entry.close()
        levels.append(level)
    return tuple(levels)


class _Reader:
    """Reads badge after badge, remembering those before."""

    def __init__(self, city: City, catalogue: Catalogue) -> None:
        self._seasons = {season.id: season for season in city.seasons}
        self._calendar_months = _months_of_seasons(city)
        self._catalogue = catalogue
        self._sections: set[str] = set()
        self._badges: dict[str, Badge] = {}
        self._ids: set[str] = set()

    def section(self, table: Table) -> Section:
        """A part of the wall."""
        section = Section(identifier(table, "id"), table.text("name"))
        unique(table, self._sections, section.id, "sections")
        table.close()
        return section

    def badge(self, table: Table) -> Badge:
        """A badge, looked at in the light of the catalogue and of those before it."""
        badge = Badge(
            id=identifier(table, "id"),
            section=table.choice("section", self._sections),
            icon=icon(table),
            name=table.text("name"),
            about=table.text("about"),
            counts=table.choice("counts", rules.COUNTED),
            target=table.integer("target"),
            within=table.choice("within", rules.WINDOWS, rules.EVER),
            actions=self._actions(table),
            season=table.choice("season", self._seasons, ""),
            after=table.string("after", ""),
        )
        unique(table, self._ids, badge.id, "badges")
        table.close()
        self._check(table, badge)
        self._badges[badge.id] = badge
        return badge

    def _actions(self, table: Table) -> frozenset[str]:
        """The actions that are named, and those of the groups that are."""
        named = table.strings("actions", ())
        groups = table.strings("groups", ())
        known = {group.id for group in self._catalogue.groups}
        for name in named:
            if name not in self._catalogue.actions:
                table.problem("actions", f"'{name}' is not an action of this pack.", "Use an id of actions.toml.")
        for name in groups:
            if name not in known:
                table.problem("groups", f"'{name}' is not a group of this pack.", "Use a group's id of actions.toml.")
        of_groups = [action.id for action in self._catalogue.actions.values() if action.group in groups]
        return frozenset((*named, *of_groups))

    def _check(self, table: Table, badge: Badge) -> None:
        most = self._most(badge)
        if badge.target < 1:
            table.problem("target", f"'target' is {badge.target}.", "Give 1 or more.")
        elif most is not None and badge.target > most:
            what = f"It asks for {badge.target} {badge.counts}, and there are {most}: nobody can ever earn it."
            table.problem("target", what, f"Give at most {most}.")
        self._check_window(table, badge)
        self._check_season(table, badge)
        self._check_order(table, badge)

    def _most(self, badge: Badge) -> int | None:
        """The most that there can be to count; None where there is no end."""
        counted = [self._catalogue.actions[name] for name in badge.actions if name in self._catalogue.actions]
        counted = counted or ([] if badge.actions else list(self._catalogue.actions.values()))
        counted = [action for action in counted if self._is_of_season(action, badge.season)]
        if badge.counts == rules.ACTIONS:
            return len(counted)
        if badge.counts == rules.GROUPS:
            return len({action.group for action in counted})
        if badge.counts == rules.SEASONS:
            return 1 if badge.season else len(self._seasons)
        if badge.counts == rules.DAYS and badge.within in _WINDOW_DAYS:
            return _WINDOW_DAYS[badge.within]
        if badge.counts == rules.WEEKS and badge.within == rules.MONTH:
            return _MONTH_WEEKS
        return _SEASON_MOST.get(badge.counts) if badge.within == rules.SEASON else None

    @staticmethod
    def _check_window(table: Table, badge: Badge) -> None:
        if badge.within in _PARTS and badge.counts and badge.counts not in _PARTS[badge.within]:
            what = f"{badge.counts} cannot be counted within a {badge.within}."
            table.problem("within", what, f"Count one of: {', '.join(_PARTS[badge.within])}; or leave 'within' out.")
        if badge.counts in rules.NOT_OF_DEEDS and (badge.actions or badge.season):
            table.problem("counts", _WHOLE[badge.counts], "Leave out actions, groups and season.")

    def _check_season(self, table: Table, badge: Badge) -> None:
        named = [self._catalogue.actions[name] for name in badge.actions if name in self._catalogue.actions]
        if badge.season and named and not any(self._is_of_season(action, badge.season) for action in named):
            what = f"None of its actions counts in '{badge.season}': nobody can ever earn it."
            table.problem("season", what, "Choose a season in whose months they count.")

    def _is_of_season(self, action: Action, season: str) -> bool:
        months = self._calendar_months.get(season)
        return not season or not action.months or months is None or bool(months & set(action.months))

    def _check_order(self, table: Table, badge: Badge) -> None:
        if not badge.after:
            return
        before = self._badges.get(badge.after)
        if before is None:
            table.problem("after", f"There is no badge '{badge.after}' before it.", "Name one that stands above it.")
        elif (before.counts, before.within) != (badge.counts, badge.within):
            table.problem("after", f"'{badge.after}' counts something else.", "Name one that counts the same.")
        elif before.target >= badge.target:
            what = f"It asks for {badge.target}, '{before.id}' before it for {before.target}."
            table.problem("target", what, "Ask for more than the badge that comes before.")


def _months_of_seasons(city: City) -> Mapping[str, set[int]]:
    """The months that each season has days in."""
    found: dict[str, set[int]] = {}
    ordered = sorted(city.seasons, key=lambda season: (season.start_month, season.start_day))
    for place, season in enumerate(ordered):
        following = ordered[(place + 1) % len(ordered)]
        last = following.start_month if following.start_day > 1 else (following.start_month - 2) % 12 + 1
        month, months = season.start_month, {season.start_month}
        while month != last:
            month = month % 12 + 1
            months.add(month)
        found[season.id] = months
    return found
