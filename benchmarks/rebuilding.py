"""Making every derived row anew from the entries.

    python -m benchmarks.rebuilding [--postgresql] [--residents 1000000 --entries 10000000]

Baselines of the same run: one plain scan that counts and sums the ledger in the database, and array arithmetic: the
sums of as many numbers by district with nothing but the standard library's arrays, which no database can beat. The
rebuild runs in a process of its own, whose memory counts; filling the database takes more.
"""

import argparse
import multiprocessing
import os
import time
from array import array
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import load, serving
from benchmarks.population import fill
from civic.calendar import CityCalendar
from civic.database.engine import Database
from footprint.ledger.models import Entry
from footprint.ledger.rebuild import rebuild

_KIB = 1024
_ROUNDS = 3
"""The best of them counts: a neighbour on the machine can only make it slower."""
_LIMITS = {"sqlite": "≤ 45 s at 10 million", "postgresql": "≤ 20 s at 10 million"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    args = parser.parse_args()
    with serving.database_url("rebuilding", postgresql=args.postgresql) as (url, _):
        database = Database(url)
        ledger = fill(database, args.residents, args.entries)
        scan = min(_seconds(lambda: _scan(database)) for _ in range(_ROUNDS))
        arrays = min(_seconds(lambda: _by_array(args.entries)) for _ in range(_ROUNDS))
        database.dispose()
        rounds = [_in_a_process_of_its_own(url, ledger.calendar) for _ in range(_ROUNDS)]
        made, peak_kib = min(seconds for seconds, _ in rounds), max(kib for _, kib in rounds)
        limit = _LIMITS[database.dialect]
    rows = [
        ("array arithmetic", f"{arrays:.2f}", f"{arrays / scan:.2f}", ""),
        ("one scan of the ledger", f"{scan:.2f}", "1.00", ""),
        ("every derived row anew", f"{made:.2f}", f"{made / scan:.2f}", limit),
    ]
    title = f"{args.entries:,} entries of {args.residents:,} residents, {url.split(':')[0].split('+')[0]}"
    load.table(title, ("what", "seconds", "ratio", "limit"), rows)
    print(f"memory of the rebuild at its peak: {peak_kib / _KIB:.0f} MiB (limit 1,024); load: {os.getloadavg()[0]:.1f}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _in_a_process_of_its_own(url: str, calendar: CityCalendar) -> tuple[float, int]:
    """Seconds and kibibytes at the peak."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_rebuild, (url, calendar))


def _rebuild(url: str, calendar: CityCalendar) -> tuple[float, int]:
    database = Database(url)
    seconds = _seconds(lambda: rebuild(database, calendar))
    database.dispose()
    # The usual counter, ru_maxrss, would also know the peak of the process that started this one.
    status = Path("/proc/self/status").read_text()
    return seconds, int(status.partition("VmHWM:")[2].split()[0])


def _scan(database: Database) -> object:
    with database.read() as session:
        return session.execute(select(func.count(), func.sum(Entry.mid_mg))).one()


def _by_array(entries: int) -> list[int]:
    figures = array("q", range(1_000)) * (entries // 1_000)
    return [sum(figures[district::8]) for district in range(8)]


if __name__ == "__main__":
    main()
