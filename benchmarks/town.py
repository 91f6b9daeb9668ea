"""An invented town for judging rules: who lives there, what each wrote down, what it was credited with.

Nothing in here, in `honest` or in `cheats` knows a rule: only what a deed and an account are.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from civic.city.pack import load_city
from civic.paths import CITIES
from footprint.actions.action import UNSURE
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Catalogue, load_catalogue
from footprint.integrity.deeds import Account, Deed
from footprint.ledger.rules import SELF_REPORTED

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2026, 6, 1)
"""A Monday."""
DAYS = 28
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MONTHLY = {"lamp", "pledge"}
"""What nobody writes down day by day."""


@cache
def catalogue() -> Catalogue:
    """The seed city's."""
    folder = CITIES / "zhenjiang"
    return load_catalogue(folder, load_city(folder).languages)


@dataclass(frozen=True, slots=True)
class Said:
    """A way of saying one thing done: an action, its answer, a quantity in thousandths."""

    action: str
    option: str
    milli: int


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was written down: on which day it was done, and when it was told."""

    day: int
    said: Said
    told_at: datetime
    tier: int = SELF_REPORTED


@dataclass
class Person:
    """Somebody with an account; `kind` is what they are in truth."""

    kind: str
    household: int
    joined_at: datetime
    device: bytes | None
    network: bytes | None
    teams: tuple[int, ...] = ()
    lines: list[Line] = field(default_factory=list)


class Town:
    """People and what they wrote down, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.people: list[Person] = []
        self._households = 0
        self._teams = 0

    def household(self) -> int:
        """A new one."""
        self._households += 1
        return self._households

    def team(self) -> int:
        """A new one."""
        self._teams += 1
        return self._teams

    def place(self) -> bytes | None:
        """The mark of a new device or address; of every fifth nothing is known."""
        return self.random.randbytes(8) if self.random.random() < 0.8 else None

    def person(self, kind: str, household: int | None = None) -> Person:
        """Somebody who joined some day of the half year before, with a device and an address of their own."""
        joined_at = LONG_AGO + timedelta(minutes=self.random.randrange(140 * 24 * 60))
        home = self.household() if household is None else household
        somebody = Person(kind, home, joined_at, self.place(), self.place())
        self.people.append(somebody)
        return somebody


def at(day: int, minutes: float) -> datetime:
    """So many minutes after midnight of a day of the window; beyond 24 hours it is a later day."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), time.min, ZONE) + timedelta(minutes=minutes)


def usual(chance: random.Random, actions: Sequence[str] = ()) -> Said:
    """What somebody usually says: a popular action, mostly one of the quantities that the form offers."""
    action = catalogue().actions[chance.choice(actions) if actions else _popular(chance)]
    offered = (action.amount.default_milli, *action.amount.quick_milli)
    milli = chance.choice(offered)
    if not action.amount.whole and chance.random() < 0.4:
        milli += action.amount.step_milli * chance.randrange(-2, 6)
    return Said(action.id, chance.choice(action.options).id, max(milli, action.amount.step_milli))


def default(action: str) -> Said:
    """What the form says before anybody touches it."""
    found = catalogue().actions[action]
    return Said(action, found.default_option, found.amount.default_milli)


def daily() -> list[str]:
    """Actions that can be written down on any day."""
    found = catalogue().actions.values()
    return [one.id for one in found if one.id not in MONTHLY and FIRST_DAY.month in (one.months or range(1, 13))]


def _popular(chance: random.Random) -> str:
    actions = daily()
    return chance.choices(actions, [1 / catalogue().actions[one].popularity for one in actions])[0]


# As the ledger has it


def accounts(town: Town) -> list[Account]:
    """Everybody's, numbered in the order of joining."""
    return [
        Account(number, one.household, one.joined_at.astimezone(UTC), one.device, one.network)
        for number, one in _numbered(town)
    ]


def kinds(town: Town) -> dict[int, str]:
    """What each resident is in truth."""
    return {number: one.kind for number, one in _numbered(town)}


def deeds(town: Town) -> list[Deed]:
    """Everything written down, numbered as it came, credited up to the limits of the day, the month and the year."""
    told = [(line.told_at, number, one, line) for number, one in _numbered(town) for line in one.lines]
    told.sort(key=lambda each: (each[0], each[1]))
    used: Counter[tuple[object, ...]] = Counter()
    return [_deed(entry_id, number, one, line, used) for entry_id, (_, number, one, line) in enumerate(told, start=1)]


def _numbered(town: Town) -> Iterator[tuple[int, Person]]:
    return enumerate(sorted(town.people, key=lambda one: one.joined_at), start=1)


def _deed(entry_id: int, number: int, one: Person, line: Line, used: Counter[tuple[object, ...]]) -> Deed:
    said = line.said
    counted = _credited(number, one, line, used)
    return Deed(
        entry_id=entry_id,
        resident_id=number,
        household_id=one.household,
        team_ids=one.teams,
        action=said.action,
        option=said.option,
        unit=catalogue().actions[said.action].unit.id,
        quantity_milli=said.milli,
        mid_mg=0 if said.option == UNSURE else _mg(said.action, said.option) * counted // 1000,
        occurred_on=FIRST_DAY + timedelta(days=line.day),
        recorded_at=line.told_at.astimezone(UTC),
        tier=line.tier,
    )


def _credited(number: int, one: Person, line: Line, used: Counter[tuple[object, ...]]) -> int:
    """What the limits leave of a quantity; what is left is used up. The window is taken for a month."""
    action = catalogue().actions[line.said.action]
    whose = {"resident": ("r", number), "household": ("h", one.household)}
    keys = {
        limit: (*whose[limit.scope], action.id, line.day if limit.period == "day" else limit.period)
        for limit in action.limits
    }
    counted = min([line.said.milli, *(max(0, limit.max_milli - used[key]) for limit, key in keys.items())])
    used.update(dict.fromkeys(keys.values(), counted))
    return counted


@cache
def _mg(action: str, option: str) -> int:
    """Milligrams of one unit."""
    return quantify(catalogue(), Activity(action, option, 1000, FIRST_DAY)).mid_mg
