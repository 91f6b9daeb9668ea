"""Whatever happens in whatever order, the derived rows are what the entries say, and `verify` has nothing to add."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.database.engine import Database
from civic.errors import DomainError
from footprint.ledger import rules
from footprint.ledger.models import Entry
from footprint.ledger.rebuild import rebuild
from footprint.ledger.services import Claim, Recorded
from footprint.ledger.verify import verify
from tests.db.ledger import naive
from tests.db.ledger.town import CALENDAR, HILL, PORT, Town, catalogue

_FIRST_DAY = date(2026, 11, 25)
_PEOPLE = st.integers(0, 3)
_WHAT = st.sampled_from(
    [("walk", None), ("walk", None), ("lamp", None), ("bag", "cotton"), ("bag", "old"), ("pledge", None)]
)
_EARLIER = st.integers(0, 30)

_claims = st.tuples(_PEOPLE, _WHAT, st.integers(1, 12), st.integers(0, 8), st.integers(1, 2))
_steps = st.one_of(
    st.tuples(st.just("log_together"), st.lists(_claims, min_size=1, max_size=8)),
    st.tuples(st.just("log"), _PEOPLE, _WHAT, st.integers(1, 12), st.integers(0, 8), st.integers(1, 2)),
    st.tuples(st.just("log"), _PEOPLE, _WHAT, st.integers(1, 12), st.integers(0, 8), st.integers(1, 2)),
    st.tuples(st.just("answer"), _PEOPLE, _WHAT, st.integers(1, 12), st.integers(0, 62)),
    st.tuples(st.just("undo"), _EARLIER),
    st.tuples(st.just("hold"), _EARLIER),
    st.tuples(st.just("release"), _EARLIER),
    st.tuples(st.just("hold_and_release"), _EARLIER),
    st.tuples(st.just("correct"), _EARLIER, st.integers(1, 40), st.integers(1, 2)),
    st.tuples(st.just("replay"), _EARLIER),
    st.tuples(st.just("contradict"), _EARLIER),
    st.tuples(st.just("move"), _PEOPLE, st.sampled_from([HILL, PORT])),
    st.tuples(st.just("wait"), st.integers(1, 9)),
    st.tuples(st.just("reprice"), st.integers(0, 3)),
)


@dataclass
class _History:
    """Plays steps to a town; what the ledger refuses is refused, and the story goes on."""

    town: Town
    today: date = _FIRST_DAY
    claims: list[tuple[Claim, int]] = field(default_factory=list)
    frozen: dict[tuple[Any, ...], tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = self.town.move_in(HILL)
        self.people = [first, self.town.move_in(HILL, with_=first), self.town.move_in(PORT), self.town.move_in(HILL)]

    def play(self, steps: list[tuple[Any, ...]]) -> None:
        for name, *values in steps:
            try:
                getattr(self, name)(*values)
            except DomainError:
                continue

    def log_together(self, said: list[tuple[int, tuple[str, str | None], int, int, int]]) -> None:
        claims = [self._claim(*one) for one in said]
        for claim, outcome in zip(claims, self.town.record_many(claims, on=self.today), strict=True):
            if isinstance(outcome, Recorded):
                self.claims.append((claim, outcome.entry_id))

    def log(self, person: int, what: tuple[str, str | None], quantity: int, age: int, tier: int) -> None:
        claim = self._claim(person, what, quantity, age, tier)
        self.claims.append((claim, self.town.record(claim, on=self.today).entry_id))

    def answer(self, person: int, what: tuple[str, str | None], quantity: int, age: int) -> None:
        """What somebody was asked may lie further back, in a season that is frozen by now."""
        claim = self._claim(person, what, quantity, age, rules.SELF_REPORTED, source="campaign:1:pledge:1")
        self.claims.append((claim, self.town.record(claim, on=self.today).entry_id))

    def _claim(
        self, person: int, what: tuple[str, str | None], quantity: int, age: int, tier: int, **more: str
    ) -> Claim:
        action, option = what
        day = self.today - timedelta(days=age)
        return self.town.claim(self.people[person], action, quantity, option=option, occurred_on=day, tier=tier, **more)

    def undo(self, earlier: int) -> None:
        if self.claims:
            claim, entry = self.claims[earlier % len(self.claims)]
            self.town.undo(claim.resident_id, entry, on=self.today)

    def hold(self, earlier: int) -> None:
        """What can be held is held once: it counts for nothing, and a second hold finds nothing to do."""
        if self.claims:
            entry = self.claims[earlier % len(self.claims)][1]
            self.town.hold(entry, on=self.today)
            assert self.town.hold(entry, on=self.today) is None

    def release(self, earlier: int) -> None:
        if self.claims:
            entry = self.claims[earlier % len(self.claims)][1]
            self.town.release(entry, on=self.today)
            assert self.town.release(entry, on=self.today) is None

    def hold_and_release(self, earlier: int) -> None:
        """Every derived row is as it was."""
        if self.claims:
            entry, before = self.claims[earlier % len(self.claims)][1], self._settled()
            if self.town.hold(entry, on=self.today):
                assert self.town.release(entry, on=self.today)
                assert self._settled() == before

    def correct(self, earlier: int, quantity: int, tier: int) -> None:
        """What was found stands for what was logged, on its own day and in its own season."""
        if self.claims:
            entry = self.claims[earlier % len(self.claims)][1]
            now = self.town.entry(self.town.correct(entry, quantity, on=self.today, tier=tier))
            assert (now.first_id, now.quantity_milli, now.tier) == (entry, quantity * 1000, tier)
            assert now.occurred_on == self.town.entry(entry).occurred_on
            assert now.credited_milli <= quantity * 1000

    def _settled(self) -> dict[tuple[Any, ...], tuple[int, ...]]:
        """The derived rows; of late lines what they add up to, as holds and releases are told on their own days."""
        rows: dict[tuple[Any, ...], tuple[int, ...]] = {}
        for key, figures in self.town.derived().items():
            place = ("late", key[1], key[3]) if key[0] == "late" else key
            known = rows.get(place, (0,) * len(figures))
            rows[place] = tuple(a + b for a, b in zip(known, figures, strict=True))
        return {key: figures for key, figures in rows.items() if any(figures)}

    def replay(self, earlier: int) -> None:
        if self.claims:
            claim, entry = self.claims[earlier % len(self.claims)]
            again = self.town.record(claim, on=self.today)
            assert (again.entry_id, again.replayed) == (entry, True)

    def contradict(self, earlier: int) -> None:
        if self.claims:
            claim, _ = self.claims[earlier % len(self.claims)]
            other = self.town.claim(claim.resident_id, "walk", 29, key=claim.key, occurred_on=claim.occurred_on)
            with pytest.raises(DomainError):
                self.town.record(other, on=self.today)

    def move(self, person: int, district: str) -> None:
        self.town.move(self.people[person], district, on=self.today)

    def wait(self, days: int) -> None:
        """Days go by; each begins with the job that freezes seasons."""
        for _ in range(days):
            self.today += timedelta(days=1)
            for season in self.town.freeze(self.today):
                self.frozen.update(self._season(season))

    def reprice(self, points: int) -> None:
        """The city changes its pack."""
        self.town.use(catalogue(points))

    def _season(self, season: str) -> dict[tuple[Any, ...], tuple[int, ...]]:
        return {key: row for key, row in self.town.derived().items() if season in key and key[0] != "late"}

    def check(self) -> None:
        ledger = naive.entries(self.town)
        expected = naive.derived(ledger)
        assert self.town.derived() == expected
        assert {key: expected[key] for key in self.frozen} == self.frozen
        assert _over_limit(ledger) == []
        assert all(entry.tier in rules.TIERS and entry.occurred_on <= self.today for entry in ledger)
        assert verify(self.town.database, CALENDAR).differences == ()
        rebuild(self.town.database, CALENDAR)
        assert self.town.derived() == expected
        assert verify(self.town.database, CALENDAR).differences == ()


_MOST_MILLI = {"walk": 30_000, "bag": 6_000}
"""What a resident may be credited on a day."""
_MOST_POINTS = {"pledge": 5}
"""What a day may earn; other actions at most 3, see `reprice`."""


def _over_limit(ledger: list[Entry]) -> list[tuple[Any, ...]]:
    """Days on which more counts than a limit allows, or points were given twice."""
    milli: Counter[tuple[Any, ...]] = Counter()
    points: Counter[tuple[Any, ...]] = Counter()
    for entry in ledger:
        milli[entry.resident_id, entry.occurred_on, entry.action] += entry.credited_milli
        points[entry.resident_id, entry.occurred_on, entry.action] += entry.points
    return [
        day
        for day in milli
        if milli[day] > _MOST_MILLI.get(day[2], 999_000) or points[day] > _MOST_POINTS.get(day[2], 3)
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_steps, min_size=1, max_size=30))
def test_derived_rows_are_what_the_entries_say(
    new_database: Callable[..., Database], dialect: str, steps: list[tuple[Any, ...]]
) -> None:
    history = _History(Town.found(new_database(dialect)))
    history.play(steps)
    history.check()
