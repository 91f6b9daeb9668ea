"""A night of the rules of integrity over a whole city: time and memory.

    python -m benchmarks.looking [--towns 3]

The city is made of invented towns side by side (see `benchmarks.town`), about 450,000 entries of four weeks each, with
their devices, addresses and teams. It is looked at in a process of its own, whose memory counts; nothing is flagged.
The baseline of the same run is one plain reading of the same entries.
"""

import argparse
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert

from benchmarks import load, serving
from benchmarks.cheating import town
from benchmarks.town import DAYS, FIRST_DAY, LONG_AGO, ZONE, Town, accounts, catalogue, deeds, kinds
from campaigns.organizations.models import TeamMember
from campaigns.organizations.queries import in_teams
from civic.accounts.models import Account
from civic.database.engine import Database
from civic.residents.models import Household, Resident
from footprint.integrity.gathering import WholeCity
from footprint.integrity.models import ArrivalMark
from footprint.integrity.rules import Deed, kinds_of, suspicions
from footprint.ledger.models import Entry

_FIRST_SEED = 1001
"""Towns that no rule was held against."""
_APART = 10_000_000
"""Between the numbers of one town and the next, of whatever they are."""
_WINDOW = (FIRST_DAY, FIRST_DAY + timedelta(days=DAYS - 1))
_KIB = 1024
Rows = list[dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", type=int, default=3)
    asked = parser.parse_args()
    with serving.database_url("looking", postgresql=False) as (url, _):
        entries, truth = _fill(url, asked.towns)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            read, _, _ = pool.apply(_read, (url,))
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, peak_kib, found = pool.apply(_look, (url,))
    rows = [
        ("the entries read once", f"{read:.0f}", "1.00", ""),
        ("the rules, over the whole city", f"{seconds:.0f}", f"{seconds / read:.2f}", f"{peak_kib / _KIB:.0f}"),
    ]
    title = f"{entries:,} entries of {len(truth):,} residents, SQLite"
    load.table(title, ("what", "CPU seconds", "ratio", "MiB at the peak"), rows)
    print(f"asked: {dict(Counter(truth[number] for number in found))}; load: {os.getloadavg()[0]:.1f}")


def _fill(url: str, towns: int) -> tuple[int, dict[int, str]]:
    """Puts towns side by side into the database past every service; how many entries, and who is who."""
    database = Database(url, pool_size=1)
    event.listen(database.engine, "connect", _hurry)
    entries, truth = 0, {}
    for number in range(towns):
        made, first = town(_FIRST_SEED + number, 1.0), number * _APART
        told = deeds(made)
        entries += len(told)
        truth.update({first + resident: kind for resident, kind in kinds(made).items()})
        with database.engine.begin() as connection:
            for table, rows in [*_people(made, first), (Entry, [_entry(deed, first) for deed in told])]:
                connection.execute(insert(table), rows)
    database.dispose()
    return entries, truth


def _hurry(connection: Any, _record: object) -> None:
    """A benchmark's database may be lost, and its districts need not be there."""
    for pragma in ("synchronous=OFF", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _people(made: Town, first: int) -> Sequence[tuple[type, Rows]]:
    known, unknown = accounts(made), count(first)
    numbered = sorted(made.people, key=lambda one: one.joined_at)
    homes = [{"id": first + home, "created_at": LONG_AGO} for home in sorted({one.household_id for one in known})]
    residents = [
        {"id": first + one.resident_id, "account_id": first + one.resident_id, "created_at": one.joined_at}
        | {"household_id": first + one.household_id}
        for one in known
    ]
    keys = [{"id": row["id"], "sessions": "", "is_demo": False, "created_at": LONG_AGO} for row in residents]
    marks = [
        {"resident_id": first + one.resident_id, "seen_on": FIRST_DAY}
        | {"device": one.device or b"%d" % next(unknown), "network": one.network or b"%d" % next(unknown)}
        for one in known
    ]
    members = [
        {"team_id": first + team, "resident_id": first + number, "joined_at": LONG_AGO}
        for number, one in enumerate(numbered, start=1)
        for team in one.teams
    ]
    return [(Household, homes), (Account, keys), (Resident, residents), (ArrivalMark, marks), (TeamMember, members)]


def _entry(deed: Deed, first: int) -> dict[str, Any]:
    figures = {f"{bound}_mg": deed.mid_mg for bound in ("low", "mid", "high")}
    same = ("action", "option", "quantity_milli", "occurred_on", "recorded_at", "tier")
    numbers = {"id": first + deed.entry_id, "resident_id": first + deed.resident_id, "pack_version_id": 1}
    return {name: getattr(deed, name) for name in same} | figures | numbers | {
        "household_id": first + deed.household_id,
        "key": f"{deed.entry_id}",
        "credited_milli": deed.quantity_milli,
        "uses_before_milli": 0,
        "season": "2026-summer",
        "district_id": "benchmark",
        "points": 0,
        "source": "self",
        "of_hold": False,
    }  # fmt: skip


def _read(url: str) -> tuple[float, int, list[int]]:
    return _measured(url, lambda city: [len(some.diaries) for some in city.everybody()])


def _look(url: str) -> tuple[float, int, list[int]]:
    rules = kinds_of(catalogue().actions.values())
    return _measured(url, lambda city: sorted({one.resident_id for one in suspicions(city, rules, ZONE)}))


def _measured(url: str, work: Any) -> tuple[float, int, list[int]]:
    """CPU seconds, kibibytes at the peak, and what came of it."""
    database = Database(url)
    started = time.process_time()
    came = work(WholeCity(database, catalogue(), [in_teams], _WINDOW))
    seconds = time.process_time() - started
    database.dispose()
    # The usual counter, ru_maxrss, would also know the peak of the process that started this one.
    status = Path("/proc/self/status").read_text()
    return seconds, int(status.partition("VmHWM:")[2].split()[0]), came


if __name__ == "__main__":
    main()
