"""Deeds and accounts for the rules of integrity, short to write."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from benchmarks.in_memory import InMemory
from footprint.integrity.rules import RULES, Account, Deed, Kind, Suspicion, suspicions
from footprint.ledger.rules import SELF_REPORTED

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 6, 1)
NOON = 12 * 60
KINDS = {
    "walk": Kind("foot", 30_000),
    "ride": Kind("bicycle", 100_000),
    "ebike": Kind("ebike", 100_000),
    "bus": Kind("bus", 200_000),
    **{f"thing{number}": Kind("", 3_000) for number in range(10)},
}
WAYS = frozenset({"walk", "ride", "ebike", "bus"})
_numbers = count(1)


def deed(
    resident: int = 1,
    action: str = "thing1",
    milli: int = 1000,
    *,
    day: int = 0,
    minute: float = NOON,
    household: int | None = None,
    teams: tuple[int, ...] = (),
    tier: int = SELF_REPORTED,
) -> Deed:
    """What somebody did on a day and told `minute` minutes after its midnight; by default each lives alone."""
    told_at = datetime.combine(MONDAY + timedelta(days=day), time.min, ZONE) + timedelta(minutes=minute)
    return Deed(
        entry_id=next(_numbers),
        resident_id=resident,
        household_id=resident if household is None else household,
        team_ids=teams,
        action=action,
        option=None,
        unit="pkm" if action in WAYS else "thing",
        quantity_milli=milli,
        mid_mg=milli,
        occurred_on=MONDAY + timedelta(days=day),
        recorded_at=told_at.astimezone(UTC),
        tier=tier,
    )


def account(resident: int, *, minute: float = 0, device: bytes | None = None, network: bytes | None = None) -> Account:
    """Who joined so many minutes after a certain morning."""
    joined_at = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=minute)
    return Account(resident, resident, joined_at, device, network)


def diary(
    resident: int,
    *,
    days: int = 5,
    kinds: int = 5,
    late: float = 0,
    household: int | None = None,
    teams: tuple[int, ...] = (),
    tier: int = SELF_REPORTED,
    milli: int = 1000,
) -> Iterator[Deed]:
    """So many different things on each of so many days, told `late` minutes after noon."""
    for day in range(days):
        for kind in range(kinds):
            yield deed(
                resident,
                f"thing{kind}",
                milli,
                day=day,
                minute=NOON + late,
                household=household,
                teams=teams,
                tier=tier,
            )


def found(deeds: Sequence[Deed], accounts: Sequence[Account] = (), batch: int = 100) -> list[Suspicion]:
    """What the rules ask about, in a city with an eight hours' advance."""
    return in_order(suspicions(InMemory(deeds, accounts, batch), KINDS, ZONE))


def in_order(found: Iterable[Suspicion]) -> list[Suspicion]:
    return sorted(found, key=lambda one: (one.resident_id, RULES.index(one.rule), one.entry_ids))


def rules_of(deeds: Sequence[Deed], accounts: Sequence[Account] = ()) -> dict[str, list[int]]:
    """Whom each rule asks."""
    asked: dict[str, list[int]] = {}
    for one in found(deeds, accounts):
        asked.setdefault(one.rule, []).append(one.resident_id)
    return asked
