"""Does an entry say what its own row gives? Pure: the entries of one resident in their order, the packs they name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from civic.calendar import CityCalendar
from civic.errors import DomainError
from footprint.actions.action import PERIODS, Limit
from footprint.actions.calculator import Activity, Reduction, quantify
from footprint.actions.catalogue import Action, Catalogue
from footprint.actions.devices import month_end
from footprint.ledger import rules

_REMEMBERED = 1 << 16
_OPPOSITE = ("quantity_milli", "credited_milli", "low_mg", "mid_mg", "high_mg", "points")
_ALIKE = (
    *("household_id", "district_id", "subdistrict_id", "action", "option", "uses_before_milli", "occurred_on"),
    *("tier", "pack_version_id", "source", "device_id"),
)
_MAY_BE_CORRECTED = ("tier", "source", "quantity_milli", "credited_milli", "points")


class EntryRow(Protocol):
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
    replaces_id: int | None
    device_id: int | None
    of_hold: bool
    first_id: int | None


class Recomputation:
    """Holds entries against the catalogues (by the number of their version) that they were computed with."""

    def __init__(self, catalogues: Mapping[int, Catalogue], calendar: CityCalendar) -> None:
        self._catalogues = catalogues
        self._calendar = calendar
        # Most entries repeat what somebody else did on that day.
        self._quantify = lru_cache(_REMEMBERED)(self._quantified)
        self._season = lru_cache(_REMEMBERED)(self._season_key)

    def reduction(self, row: EntryRow, version: int) -> Reduction:
        """What a catalogue, given by the number of its version, makes of the quantity credited on the entry's day.

        Raises:
            DomainError: it does not know the action or the answer, or nothing of it counts on that day.
        """
        return self._quantify(
            version, row.action, row.option, row.credited_milli, row.occurred_on, row.uses_before_milli
        )

    def problems(self, rows: Iterable[EntryRow]) -> Iterator[tuple[int, str]]:
        """Number of an entry and what is wrong with it, for all entries of one resident, oldest first."""
        earlier = _Earlier(self._calendar)
        for row in rows:
            for problem in self._of_any(row, earlier):
                yield row.id, problem
            earlier.add(row)

    def _of_any(self, row: EntryRow, earlier: "_Earlier") -> Iterator[str]:
        if row.reverses_id is not None:
            return self._of_reversal(row, earlier)
        return self._of_release(row, earlier) if row.of_hold else self._of_entry(row, earlier)

    def _of_entry(self, row: EntryRow, earlier: "_Earlier") -> Iterator[str]:
        catalogue = self._catalogues.get(row.pack_version_id)
        if catalogue is None:
            yield f"was computed with version {row.pack_version_id} of the pack, which is missing"
            return
        action = catalogue.actions.get(row.action)
        if action is None:
            yield f"is about {row.action}, which its version of the pack does not have"
            return
        yield from self._figures(row)
        if row.replaces_id is not None:
            yield from _of_replacement(row, earlier)
        if row.replaces_id is None or _is_correction(row, earlier):
            yield from _judged(row, action, earlier)
        yield from _uses(row, action, earlier)
        yield from self._dating(row, earlier)
        yield from self._month(row, action)

    def _figures(self, row: EntryRow) -> Iterator[str]:
        if not 0 <= row.credited_milli <= row.quantity_milli:
            yield f"credits {row.credited_milli} of {row.quantity_milli} thousandths"
            return
        try:
            given = self.reduction(row, row.pack_version_id)
        except DomainError as error:
            yield f"cannot be computed: {error}"
            return
        for name in ("low_mg", "mid_mg", "high_mg"):
            if getattr(row, name) != getattr(given, name):
                yield f"says {name} {getattr(row, name)}, its row gives {getattr(given, name)}"

    def _quantified(
        self, version: int, action: str, option: str | None, credited_milli: int, on: date, uses_before_milli: int
    ) -> Reduction:
        activity = Activity(action, option, credited_milli, on, uses_before_milli)
        return quantify(self._catalogues[version], activity)

    def _dating(self, row: EntryRow, earlier: "_Earlier") -> Iterator[str]:
        recorded_on = self._calendar.today(row.recorded_at)
        earliest = recorded_on - timedelta(days=rules.backdating_days(row.source))
        if not (earliest <= row.occurred_on or row.replaces_id) or row.occurred_on > recorded_on:
            yield f"happened on {row.occurred_on} but was recorded on {recorded_on}"
        replaced = earlier.rows.get(row.replaces_id or 0)
        kept = replaced.season if replaced is not None else None
        if row.season not in (self._season(row.occurred_on), self._season(recorded_on), kept):
            yield f"counts for {row.season}, which is neither its day's nor the one it was recorded in"

    def _month(self, row: EntryRow, action: Action) -> Iterator[str]:
        """A device is claimed by name, for a whole month, once that has passed."""
        if not action.is_device:
            if row.device_id is not None:
                yield f"is about device {row.device_id}, but {action.id} has none"
            return
        if row.device_id is None:
            yield f"says not which {action.id} it is about"
        if row.occurred_on != month_end(row.occurred_on) or self._calendar.today(row.recorded_at) <= row.occurred_on:
            yield f"claims a month on {row.occurred_on} that had not passed when it was recorded"

    def _season_key(self, day: date) -> str:
        return self._calendar.season(day).key

    def _of_reversal(self, row: EntryRow, earlier: "_Earlier") -> Iterator[str]:
        taken_back = earlier.rows.get(row.reverses_id or 0)
        if taken_back is None or taken_back.reverses_id is not None:
            yield f"takes back {row.reverses_id}, which is no earlier entry of the same resident"
            return
        if taken_back.id in earlier.taken_back:
            yield f"takes back {taken_back.id} a second time"
        for name in _OPPOSITE:
            if getattr(row, name) != -getattr(taken_back, name):
                yield f"says {name} {getattr(row, name)}, the opposite is {-getattr(taken_back, name)}"
        for name in (*_ALIKE, "first_id"):
            if getattr(row, name) != getattr(taken_back, name):
                yield f"says {name} {getattr(row, name)}, the entry it takes back {getattr(taken_back, name)}"

    def _of_release(self, row: EntryRow, earlier: "_Earlier") -> Iterator[str]:
        """It says all that the held entry said, in the season in which the hold took it back."""
        held, hold = earlier.rows.get(row.replaces_id or 0), earlier.holds.get(row.replaces_id or 0)
        if held is None or hold is None:
            yield f"releases {row.replaces_id}, which is no earlier entry that was held"
            return
        for name in (*_ALIKE, *_OPPOSITE):
            if getattr(row, name) != getattr(held, name):
                yield f"says {name} {getattr(row, name)}, the held entry {getattr(held, name)}"
        if row.first_id != (held.first_id or held.id):
            yield f"stands for {row.first_id}, the held entry for {held.first_id or held.id}"
        if row.season not in (hold.season, self._season(self._calendar.today(row.recorded_at))):
            yield f"counts for {row.season}, the hold for {hold.season}"


def _counted(row: EntryRow, action: Action, earlier: "_Earlier") -> list[int]:
    """What may have counted towards points: what was credited; where a year's limit may have left nothing of it, also
    what the shorter limits of the resident's own leave."""
    of_year = [limit for limit in action.limits if limit.period == "year"]
    if row.credited_milli or not any(earlier.may_be_spent(action.id, limit, row.occurred_on) for limit in of_year):
        return [row.credited_milli]
    shorter = rules.shorter(action.limits)
    own = [limit for limit in shorter if limit.scope == "resident"]
    left = rules.credited(row.quantity_milli, [earlier.use(action.id, limit, row.occurred_on) for limit in own])
    return [left] if own == shorter else [left, 0]


def _judged(row: EntryRow, action: Action, earlier: "_Earlier") -> Iterator[str]:
    """What follows from the resident's earlier entries: points, limits."""
    counted = _counted(row, action, earlier)
    points = [rules.points_of(action.points, milli, earlier.points[action.id, row.occurred_on]) for milli in counted]
    if row.points not in points:
        yield f"has {row.points} points, the rule (once per action and day) gives {points[0]}"
    uses = (earlier.use(action.id, limit, row.occurred_on) for limit in action.limits if limit.scope == "resident")
    left = rules.credited(row.credited_milli, uses)
    if row.credited_milli > left:
        yield f"credits {row.credited_milli} thousandths where the limit leaves {left}"
    if row.tier not in rules.TIERS:
        yield f"has the unknown evidence tier {row.tier}"


def _uses(row: EntryRow, action: Action, earlier: "_Earlier") -> Iterator[str]:
    """The uses that had to pay back the making: what was logged before and stands."""
    breakeven = any(option.id == row.option and option.breakeven_uses for option in action.options)
    uses_before = earlier.uses[action.id, row.option] if breakeven else 0
    if row.uses_before_milli != uses_before:
        yield f"counts {row.uses_before_milli} uses before it, the ledger has {uses_before}"


def _is_correction(row: EntryRow, earlier: "_Earlier") -> bool:
    replaced = earlier.rows.get(row.replaces_id or 0)
    return replaced is not None and rules.is_correction(row.source, replaced.source)


def _of_replacement(row: EntryRow, earlier: "_Earlier") -> Iterator[str]:
    """What takes the place of an entry says the same, but for what follows from the uses that are left; a correction
    says another quantity, and on whose evidence."""
    replaced = earlier.rows.get(row.replaces_id or 0)
    if replaced is None or replaced.id not in earlier.taken_back:
        yield f"takes the place of {row.replaces_id}, which is no earlier entry that was taken back"
        return
    free = {"uses_before_milli", *(_MAY_BE_CORRECTED if _is_correction(row, earlier) else ())}
    for name in (*_ALIKE, "quantity_milli", "credited_milli", "points"):
        if name not in free and getattr(row, name) != getattr(replaced, name):
            yield f"says {name} {getattr(row, name)}, the entry whose place it takes {getattr(replaced, name)}"
    if row.first_id not in (None, replaced.first_id or replaced.id):
        yield f"stands for {row.first_id}, the entry whose place it takes for {replaced.first_id or replaced.id}"


class _Earlier:
    """What one resident's entries so far add up to."""

    def __init__(self, calendar: CityCalendar) -> None:
        self._calendar = calendar
        self.rows: dict[int, EntryRow] = {}
        self.taken_back: set[int] = set()
        self.holds: dict[int, EntryRow] = {}
        self.points: Counter[tuple[str, date]] = Counter()
        self.uses: Counter[tuple[str, str | None]] = Counter()
        self.credited: Counter[tuple[str, object]] = Counter()

    def add(self, row: EntryRow) -> None:
        self.rows[row.id] = row
        if row.reverses_id is not None:
            self.taken_back.add(row.reverses_id)
        if row.of_hold:
            self.holds.update({row.reverses_id: row} if row.reverses_id is not None else {})
            return  # what is held keeps its room
        self.points[row.action, row.occurred_on] += row.points
        self.uses[row.action, row.option] += row.credited_milli
        for period in PERIODS:
            self.credited[row.action, self.span(period, row.occurred_on)] += row.credited_milli

    def use(self, action: str, limit: Limit, day: date) -> rules.LimitUse:
        """How much of a limit of the resident's own was used up around the day."""
        return rules.LimitUse(limit.max_milli, self.credited[action, self.span(limit.period, day)])

    def may_be_spent(self, action: str, limit: Limit, day: date) -> bool:
        """Whether nothing is left of a limit; what others of a household used is not known here."""
        return limit.scope == "household" or not self.use(action, limit, day).left_milli

    def span(self, period: str, day: date) -> object:
        """The day itself, or the month or year that it lies in."""
        return {"day": day, "month": (day.year, day.month), "year": day.year}[period]
