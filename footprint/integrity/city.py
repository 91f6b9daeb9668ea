"""The city as the rules see it: a part at a time, and no crowd cut in two. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from footprint.integrity.deeds import Account, Deed, Diary

Mark = tuple[str, bytes | int]
"""What somebody may share with others: DEVICE, NETWORK, TEAM or HOUSEHOLD, and which one."""
DEVICE, NETWORK, TEAM, HOUSEHOLD = "device", "network", "team", "household"
LEAST_OF_CROWD = 4
"""Fewer accounts are no crowd, whatever they share."""
MOST_OF_CROWD = 2_000
"""Of a larger crowd, the first so many are looked at: it is a carrier's address, or a whole company's team."""

Line = tuple[date, str, str | None, int]
"""What somebody said of a day: the day, the action, its answer, the quantity."""
LineInHour = tuple[Line, int]
"""The same, with the hour in which it was written down, counted from 1970 on."""


@dataclass(frozen=True, slots=True)
class Residents:
    """Some who wrote something down, whole diaries, and their accounts as far as they are known."""

    diaries: Mapping[int, Diary]
    accounts: Mapping[int, Account]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody who shares a mark and wrote something down, at most `MOST_OF_CROWD`."""

    mark: Mark
    residents: Residents


class City(Protocol):
    """Where the rules get what they look at; it may be read several times, and is not in memory at once."""

    def crowds(self, marks: Collection[Mark] | None = None) -> Iterator[Crowd]:
        """Crowds by device, address and team with `LEAST_OF_CROWD` accounts or more: all, or those of some marks."""

    def everybody(self) -> Iterator[Residents]:
        """Who wrote something down, each once."""

    def some(self, residents: Sequence[int]) -> Residents:
        """Those of these numbers."""

    def often_said(self, more_than: int) -> Collection[LineInHour]:
        """What more than so many households of the whole city wrote down in the same hour."""


HOUR_S = 3600


def said(deed: Deed) -> Line:
    """What somebody said of a day, whenever they did."""
    return deed.occurred_on, deed.action, deed.option, deed.quantity_milli


def said_in_hour(deed: Deed) -> LineInHour:
    """The same, with the hour."""
    return said(deed), int(deed.recorded_at.timestamp()) // HOUR_S


def marks(diary: Diary, account: Account | None) -> set[Mark]:
    """What a resident may share with others."""
    found: set[Mark] = {(TEAM, team_id) for deed in diary for team_id in deed.team_ids}
    found |= {(HOUSEHOLD, deed.household_id) for deed in diary}
    if account and account.device:
        found.add((DEVICE, account.device))
    if account and account.network:
        found.add((NETWORK, account.network))
    return found
