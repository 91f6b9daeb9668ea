"""What the rules are told, and what they answer. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from footprint.actions.action import Action


@dataclass(frozen=True, slots=True)
class Deed:
    """What the ledger knows of one living entry: as said, not as credited, in thousandths of the action's unit.

    `mid_mg` is what it was credited with. `team_ids` are the teams that its resident counts for on that day, of
    whatever kind. `tier` is the evidence as `footprint.ledger.rules.evidence_tier` tells it.
    """

    entry_id: int
    resident_id: int
    household_id: int
    team_ids: tuple[int, ...]
    action: str
    option: str | None
    unit: str
    quantity_milli: int
    mid_mg: int
    occurred_on: date
    recorded_at: datetime
    tier: int


@dataclass(frozen=True, slots=True)
class Account:
    """A resident's account, and where it is used from.

    `device` and `network` are keyed hashes, which cannot be turned back; they are forgotten after 30 days, and None
    where nothing is known. No rule asks for an address, a place or a kind of telephone.
    """

    resident_id: int
    household_id: int
    joined_at: datetime
    device: bytes | None
    network: bytes | None


@dataclass(frozen=True, slots=True)
class Kind:
    """What the rules must know of an action.

    `motion` is how a way is gone, one of `footprint.actions.action.MOTIONS`, "" for what is none; `day_milli` is its
    limit of a day, whoever it binds, None without one.
    """

    motion: str
    day_milli: int | None


def kinds_of(actions: Iterable[Action]) -> dict[str, Kind]:
    """What a catalogue says of its actions, by their ids."""
    return {action.id: Kind(action.motion, _of_a_day(action)) for action in actions}


def _of_a_day(action: Action) -> int | None:
    return min((limit.max_milli for limit in action.limits if limit.period == "day"), default=None)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A rule's reason to ask: whom, about which entries, and the figures of the explanation by name."""

    rule: str
    resident_id: int
    entry_ids: tuple[int, ...]
    figures: Mapping[str, int]


def suspicion(rule: str, resident_id: int, deeds: Iterable[Deed], **figures: int) -> Suspicion:
    """A suspicion of these entries of a resident, in their order."""
    entry_ids = tuple(sorted({deed.entry_id for deed in deeds}))
    return Suspicion(rule, resident_id, entry_ids, MappingProxyType(figures))


Diary = Sequence[Deed]
"""Deeds of one resident, by their numbers."""


def diaries(deeds: Iterable[Deed]) -> dict[int, Diary]:
    """The deeds by resident, both ascending, so that no rule depends on the order in which they came."""
    found: dict[int, list[Deed]] = defaultdict(list)
    for deed in sorted(deeds, key=lambda deed: (deed.resident_id, deed.entry_id)):
        found[deed.resident_id].append(deed)
    return dict(found)


def by_day(diary: Diary) -> dict[date, Diary]:
    """A diary's deeds by the day they are of."""
    found: dict[date, list[Deed]] = defaultdict(list)
    for deed in diary:
        found[deed.occurred_on].append(deed)
    return dict(found)
