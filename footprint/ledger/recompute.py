"""Does an entry say what its own row gives? Pure: the entries of one resident in their order, the packs they name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from civic.calendar import CityCalendar
from civic.errors import DomainError
from footprint.actions.action import Limit
from footprint.actions.calculator import Activity, Reduction, quantify
from footprint.actions.catalogue import Action, Catalogue
from footprint.ledger import rules

_REMEMBERED = 1 << 16
_OPPOSITE = ("quantity_milli", "credited_milli", "low_mg", "mid_mg", "high_mg", "points")
_ALIKE = (
    *("household_id", "district_id", "subdistrict_id", "action", "option", "uses_before_milli", "occurred_on"),
    *("tier", "pack_version_id", "source"),
)


class Line(Protocol):
    """An entry's columns."""

    id: int
    household_id: int
    action: str
    option: str | None
    quantity_milli: int
    credited_milli: int
    uses_before_milli: int
    occurred_on: date
    recorded_at: datetime
    season: str
    district_id: str
    subdistrict_id: str | None
    low_mg: int
    mid_mg: int
    high_mg: int
    points: int
    tier: int
    pack_version_id: int
    source: str
    reverses_id: int | None


class Recomputation:
    """Holds entries against the catalogues (by the number of their version) that they were computed with."""

    def __init__(self, catalogues: Mapping[int, Catalogue], calendar: CityCalendar) -> None:
        self._catalogues = catalogues
        self._calendar = calendar
        # Most entries repeat what somebody else did on that day.
        self._quantify = lru_cache(_REMEMBERED)(self._quantified)
        self._season = lru_cache(_REMEMBERED)(self._season_key)

    def problems(self, lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
        """Number of an entry and what is wrong with it, for all entries of one resident, oldest first."""
        past = _Past(self._calendar)
        for line in lines:
            problems = self._of_reversal(line, past) if line.reverses_id is not None else self._of_entry(line, past)
            for problem in problems:
                yield line.id, problem
            past.add(line)

    def _of_entry(self, line: Line, past: "_Past") -> Iterator[str]:
        catalogue = self._catalogues.get(line.pack_version_id)
        if catalogue is None:
            yield f"was computed with version {line.pack_version_id} of the pack, which is missing"
            return
        action = catalogue.actions.get(line.action)
        if action is None:
            yield f"is about {line.action}, which its version of the pack does not have"
            return
        yield from self._figures(line)
        yield from _standing(line, action, past)
        yield from self._dating(line)

    def _figures(self, line: Line) -> Iterator[str]:
        if not 0 <= line.credited_milli <= line.quantity_milli:
            yield f"credits {line.credited_milli} of {line.quantity_milli} thousandths"
            return
        try:
            given = self._quantify(
                line.pack_version_id,
                line.action,
                line.option,
                line.credited_milli,
                line.occurred_on,
                line.uses_before_milli,
            )
        except DomainError as error:
            yield f"cannot be computed: {error}"
            return
        for name in ("low_mg", "mid_mg", "high_mg"):
            if getattr(line, name) != getattr(given, name):
                yield f"says {name} {getattr(line, name)}, its row gives {getattr(given, name)}"

    def _quantified(
        self, version: int, action: str, option: str | None, credited_milli: int, on: date, uses_before_milli: int
    ) -> Reduction:
        activity = Activity(action, option, credited_milli, on, uses_before_milli)
        return quantify(self._catalogues[version], activity)

    def _dating(self, line: Line) -> Iterator[str]:
        recorded_on = self._calendar.today(line.recorded_at)
        if not recorded_on - timedelta(days=rules.BACKDATING_DAYS) <= line.occurred_on <= recorded_on:
            yield f"happened on {line.occurred_on} but was recorded on {recorded_on}"
        if line.season not in (self._season(line.occurred_on), self._season(recorded_on)):
            yield f"counts for {line.season}, which is neither its day's nor the one it was recorded in"

    def _season_key(self, day: date) -> str:
        return self._calendar.season(day).key

    def _of_reversal(self, line: Line, past: "_Past") -> Iterator[str]:
        taken_back = past.lines.get(line.reverses_id or 0)
        if taken_back is None or taken_back.reverses_id is not None:
            yield f"takes back {line.reverses_id}, which is no earlier entry of the same resident"
            return
        if taken_back.id in past.taken_back:
            yield f"takes back {taken_back.id} a second time"
        for name in _OPPOSITE:
            if getattr(line, name) != -getattr(taken_back, name):
                yield f"says {name} {getattr(line, name)}, the opposite is {-getattr(taken_back, name)}"
        for name in _ALIKE:
            if getattr(line, name) != getattr(taken_back, name):
                yield f"says {name} {getattr(line, name)}, the entry it takes back {getattr(taken_back, name)}"


def _standing(line: Line, action: Action, past: "_Past") -> Iterator[str]:
    """What follows from the resident's earlier entries: points, paid-back uses, limits."""
    points = rules.points_of(action.points, line.credited_milli, past.points[action.id, line.occurred_on])
    if line.points != points:
        yield f"has {line.points} points, the rule (once per action and day) gives {points}"
    breakeven = any(option.id == line.option and option.breakeven_uses for option in action.options)
    earlier = past.uses[action.id, line.option] if breakeven else 0
    if line.uses_before_milli != earlier:
        yield f"counts {line.uses_before_milli} uses before it, the ledger has {earlier}"
    uses = (past.use(action.id, limit, line.occurred_on) for limit in action.limits if limit.scope == "resident")
    left = rules.credited(line.credited_milli, uses)
    if line.credited_milli > left:
        yield f"credits {line.credited_milli} thousandths where the limit leaves {left}"
    if line.tier not in rules.TIERS:
        yield f"has the unknown evidence tier {line.tier}"


class _Past:
    """What one resident's entries so far add up to."""

    def __init__(self, calendar: CityCalendar) -> None:
        self._calendar = calendar
        self.lines: dict[int, Line] = {}
        self.taken_back: set[int] = set()
        self.points: Counter[tuple[str, date]] = Counter()
        self.uses: Counter[tuple[str, str | None]] = Counter()
        self.credited: Counter[tuple[str, object]] = Counter()

    def add(self, line: Line) -> None:
        self.lines[line.id] = line
        if line.reverses_id is not None:
            self.taken_back.add(line.reverses_id)
        self.points[line.action, line.occurred_on] += line.points
        self.uses[line.action, line.option] += line.credited_milli
        for period in ("day", "month"):
            self.credited[line.action, self.span(period, line.occurred_on)] += line.credited_milli

    def use(self, action: str, limit: Limit, day: date) -> rules.LimitUse:
        """How much of a limit of the resident's own was used up around the day."""
        return rules.LimitUse(limit.max_milli, self.credited[action, self.span(limit.period, day)])

    def span(self, period: str, day: date) -> object:
        """The day itself or the month that it lies in."""
        return day if period == "day" else (day.year, day.month)
