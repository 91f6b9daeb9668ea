"""The city's last weeks as the rules read them: from the database, so many residents at a time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from civic.database.engine import Database
from footprint.actions.catalogue import Catalogue
from footprint.integrity import queries
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
)
from footprint.integrity.deeds import diaries
from footprint.ledger.maintenance import maintenance_connection

BATCH_RESIDENTS = 1_000
"""No more diaries are in memory than theirs, or those of one crowd."""


def batches(database: Database) -> Iterator[Sequence[int]]:
    """The numbers of all residents, so many at a time."""
    after = 0
    while True:
        with database.read() as session:
            numbers = queries.residents_after(session, after, BATCH_RESIDENTS)
        if not numbers:
            return
        yield numbers
        after = numbers[-1]


class WholeCity:
    """What everybody reported of some days; `teams` say who stands in which team."""

    def __init__(
        self, database: Database, catalogue: Catalogue, teams: Sequence[queries.Sharing], days: tuple[date, date]
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._teams = teams
        self._days = days

    def everybody(self) -> Iterator[Residents]:
        return map(self.some, batches(self._database))

    def some(self, residents: Sequence[int]) -> Residents:
        with self._database.read() as session:
            accounts = queries.accounts(session, residents)
            teams = queries.teams_of(session, self._teams, residents)
            deeds = list(queries.deeds(session, self._catalogue, list(accounts), self._days, teams))
        return Residents(diaries(deeds), accounts)

    def often_said(self, more_than: int) -> Collection[LineInHour]:
        with maintenance_connection(self._database) as own, own.read() as session:
            return set(queries.often_said(session, self._days, more_than))

    def crowds(self, marks: Collection[Mark] | None = None) -> Iterator[Crowd]:
        parts = [(DEVICE, queries.BY_DEVICE), (NETWORK, queries.BY_NETWORK), *((TEAM, part) for part in self._teams)]
        for kind, sharing in parts:
            with self._database.read() as session:
                shared = queries.shared_by(session, sharing, LEAST_OF_CROWD)
            asked = [(mark, number) for mark, number in shared if marks is None or (kind, mark) in marks]
            for some in _in_batches(asked):
                yield from self._crowds(kind, sharing, some)

    def _crowds(self, kind: str, sharing: queries.Sharing, marks: Sequence[Any]) -> Iterator[Crowd]:
        with self._database.read() as session:
            members = queries.sharers(session, sharing, marks)
        first = {mark: members[mark][:MOST_OF_CROWD] for mark in marks}
        found = self.some(sorted({number for numbers in first.values() for number in numbers}))
        for mark, numbers in first.items():
            yield Crowd((kind, mark), _of(found, numbers))


def _in_batches(shared: Sequence[tuple[Any, int]]) -> Iterator[Sequence[Any]]:
    """Marks, as many as fill a batch with those who share them; a crowd is never cut in two."""
    some: list[Any] = []
    residents = 0
    for mark, number in shared:
        if some and residents + min(number, MOST_OF_CROWD) > BATCH_RESIDENTS:
            yield some
            some, residents = [], 0
        some.append(mark)
        residents += min(number, MOST_OF_CROWD)
    if some:
        yield some


def _of(found: Residents, numbers: Sequence[int]) -> Residents:
    known = {number: found.diaries[number] for number in numbers if number in found.diaries}
    return Residents(known, {number: found.accounts[number] for number in known})
