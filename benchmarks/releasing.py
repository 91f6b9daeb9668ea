"""Building a month's release, and verifying it.

    python -m benchmarks.releasing [--postgresql] [--residents 1000000 --entries 10000000]

All entries are of the one month. Baseline of the same run: one plain scan that counts and sums the ledger in the
database. Building runs in a process of its own, whose memory counts; filling the database takes more.
"""

import argparse
import multiprocessing
import os
import time
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import load, serving
from benchmarks.population import fill
from campaigns.publishing.building import build
from campaigns.publishing.queries import MONTH
from campaigns.publishing.services import SCHEDULER, keep
from campaigns.publishing.verifying import check
from civic.app import build_services
from civic.calendar import utc_now
from civic.config import Settings
from civic.database.engine import Database
from civic.paths import CITIES
from footprint.ledger.models import Entry
from footprint.ledger.months import one_look
from footprint.resources import LEDGER

_LAST, _DAYS = date(2026, 9, 30), 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    args = parser.parse_args()
    with serving.database_url("releasing", postgresql=args.postgresql) as (url, folder):
        database = Database(url)
        fill(database, args.residents, args.entries, days=_DAYS, last_day=_LAST)
        started = time.perf_counter()
        with database.read() as session:
            session.execute(select(func.count(), func.sum(Entry.mid_mg)))
        scan = time.perf_counter() - started
        database.dispose()
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            built, cpu, verified, peak_kib, shown = pool.apply(_build, (url, str(folder)))
    rows = [
        ("one scan of the ledger", f"{scan:.2f}", "1.0", ""),
        ("building the release", f"{built:.2f}", f"{built / scan:.1f}", "≤ 60 s at 10 million"),
        ("of these the processor, without PostgreSQL", f"{cpu:.2f}", f"{cpu / scan:.1f}", ""),
        ("verifying it", f"{verified:.2f}", f"{verified / scan:.1f}", ""),
    ]
    title = f"{args.entries:,} entries of {args.residents:,} residents, {url.split(':')[0].split('+')[0]}"
    load.table(title, ("what", "seconds", "ratio", "limit"), rows)
    peak = f"memory at its peak: {peak_kib / 1024:.0f} MiB (limit 500)"
    print(f"{shown} cells shown; {peak}; load: {os.getloadavg()[0]:.1f}")


def _build(url: str, folder: str) -> tuple[float, float, float, int, int]:
    """Seconds of building, of its processor and of verifying, kibibytes at the peak, and how many cells are shown."""
    key, city = "a key for a benchmark, long enough", CITIES / "zhenjiang"
    services = build_services(Settings(database_url=url, secret_key=key, city_dir=city, instance_dir=Path(folder)))
    services.get(LEDGER)
    started, worked = time.perf_counter(), time.process_time()
    with one_look(services.database) as session:
        made = build(services, session, MONTH, f"{_LAST:%Y-%m}", utc_now())
    with services.database.write() as session:
        keep(session, made, SCHEDULER)
    built, cpu = time.perf_counter() - started, time.process_time() - worked
    started = time.perf_counter()
    assert not list(check(services))
    # The usual counter, ru_maxrss, would also know the peak of the process that started this one.
    peak_kib = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    return built, cpu, time.perf_counter() - started, peak_kib, len(made.decision.shown)


if __name__ == "__main__":
    main()
