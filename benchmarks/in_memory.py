"""A city that is small enough to be in memory, as the rules of integrity read it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from footprint.integrity.city import (
    DEVICE,
    LEAST_OF_CROWD,
    MOST_OF_CROWD,
    NETWORK,
    TEAM,
    Crowd,
    LineInHour,
    Mark,
    Residents,
    marks,
    said_in_hour,
)
from footprint.integrity.deeds import Account, Deed, diaries
from footprint.ledger.rules import SELF_REPORTED


class InMemory:
    """Deeds and accounts, read so many residents at a time."""

    def __init__(self, deeds: Sequence[Deed], accounts: Sequence[Account], batch: int = 5_000) -> None:
        self._diaries = diaries(deed for deed in deeds if deed.tier == SELF_REPORTED)
        self._accounts = {account.resident_id: account for account in accounts}
        self._batch = batch

    def crowds(self, marks: Collection[Mark] | None = None) -> Iterator[Crowd]:
        for mark, members in self._sharing().items():
            if len(members) >= LEAST_OF_CROWD and (marks is None or mark in marks):
                yield Crowd(mark, self.some(members[:MOST_OF_CROWD]))

    def _sharing(self) -> dict[Mark, list[int]]:
        found: dict[Mark, list[int]] = defaultdict(list)
        for number, diary in self._diaries.items():
            for mark in marks(diary, self._accounts.get(number)):
                if mark[0] in (DEVICE, NETWORK, TEAM):
                    found[mark].append(number)
        return dict(sorted(found.items(), key=repr))

    def everybody(self) -> Iterator[Residents]:
        numbers = list(self._diaries)
        for first in range(0, len(numbers), self._batch):
            yield self.some(numbers[first : first + self._batch])

    def some(self, residents: Sequence[int]) -> Residents:
        accounts = {number: self._accounts[number] for number in residents if number in self._accounts}
        return Residents({number: self._diaries[number] for number in residents}, accounts)

    def often_said(self, more_than: int) -> Collection[LineInHour]:
        said = {(said_in_hour(deed), deed.household_id) for diary in self._diaries.values() for deed in diary}
        return {line for line, homes in Counter(line for line, _ in said).items() if homes > more_than}
