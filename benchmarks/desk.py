"""CPU of the city's desk while thousands of cases wait, as a multiple of what a bare Flask "hello" costs.

    python -m benchmarks.desk [--postgresql] [--cases 10000]

As many cases wait for moderators as are asked for, and a tenth of that of organizations for the city.
"""

import argparse
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from benchmarks import load, people, serving
from benchmarks.journey import stopwatch
from benchmarks.population import fill
from campaigns.moderation.models import Case
from campaigns.organizations.models import Organization
from civic.accounts.models import RoleGrant
from civic.calendar import utc_now
from civic.city.text import Text
from civic.database.engine import Database

_PAGES = {"/city": "≤ 20", "/moderation?kind=text": "", "/city/organizations": "", "/city/residents?q=r": ""}
_CLERK = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--cases", type=int, default=10_000)
    args = parser.parse_args()
    with serving.database_url("desk", postgresql=args.postgresql) as (url, folder):
        database = Database(url)
        fill(database, 1_000, 10_000)
        _wait(database, args.cases)
        (phone,) = people.phones(range(_CLERK, _CLERK + 1), strong=True)
        with stopwatch(url, folder) as watch:
            figures = [(watch.again(path, path, phone.cookie), limit) for path, limit in _PAGES.items()]
        rows = [
            (one.page, f"{one.ratio:.1f}", f"{one.cpu_us:.0f}", str(one.statements), limit) for one, limit in figures
        ]
        head = ("page", "× hello", "CPU µs", "statements", "limit")
        load.table(f"The desk, {args.cases:,} cases wait, {database.dialect}", head, rows)
        database.dispose()
    print(f"load: {os.getloadavg()[0]:.1f}")


def _wait(database: Database, cases: int) -> None:
    with database.write() as session:
        session.execute(insert(RoleGrant), [{"account_id": _CLERK, "role": "administrator", "granted_at": utc_now()}])
        session.execute(insert(Case), list(_cases(cases)))
        session.execute(insert(Organization), list(_organizations(cases // 10)))


def _cases(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        since = utc_now() - timedelta(minutes=count - number)
        of = {"kind": "text", "subject": f"gone:{number}", "subject_path": "", "by_id": 2 + number % 900}
        yield {**of, "text": "A text that waits.", "state": "open", "reason": "", "opened_at": since}


def _organizations(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        words = Text({"zh": f"组织 {number}"})
        of = {"slug": f"organization-{number}", "kind": "club", "name": words, "about": words, "district_id": "jingkou"}
        yield {**of, "state": "applied", "is_trusted": False, "applied_by_id": 2, "applied_at": utc_now()} | {
            "decision_note": ""
        }


if __name__ == "__main__":
    main()
