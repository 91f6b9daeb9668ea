"""Logging an action through HTTP, durable, against a bare Flask view that does one durable insert.

    python -m benchmarks.writing [--postgresql] [--residents 20000]

Same server, same number of workers and threads, same database, 16 clients in turn; SQLite by default.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import load, people, serving
from benchmarks.population import fill
from civic.database.engine import Database
from footprint.ledger.rebuild import rebuild

_CLIENTS = 16
_SECONDS = 5.0
_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--residents", type=int, default=20_000)
    args = parser.parse_args()
    with serving.database_url("writing", postgresql=args.postgresql) as (url, folder):
        _prepare(url, args.residents)
        rows = _measure(url, folder, args.residents)
    head = ("database", "what", "answers/s", "ratio", "p50 ms", "p99 ms", "p99/p50", "CPU µs")
    load.table("Durable writes through HTTP, 16 clients", head, rows)
    print("limits: ratio ≥ 0.5, p99/p50 ≤ 10")


def _prepare(url: str, residents: int) -> None:
    database = Database(url)
    ledger = fill(database, residents, 5 * residents)
    rebuild(database, ledger.calendar)
    database.dispose()


def _measure(url: str, folder: Path, residents: int) -> list[tuple[str, ...]]:
    environ = people.environment(url, folder)
    phones = people.phones(range(1, residents + 1))
    with serving.bare(environ, 8) as (bare_port, bare_pid), serving.product(environ) as (port, pid):
        runs = [
            (
                load.run(port, pid, _rides(phones), clients=_CLIENTS, seconds=_SECONDS),
                load.run(bare_port, bare_pid, _inserts, clients=_CLIENTS, seconds=_SECONDS),
            )
            for _ in range(_ROUNDS)
        ]
    ours = max((run for run, _ in runs), key=lambda run: run.per_second)
    bare = max((run for _, run in runs), key=lambda run: run.per_second)
    assert set(ours.statuses) == {303}, ours.statuses
    name = url.split(":")[0].split("+")[0]
    return [_row(name, "one insert, bare Flask", bare, bare), _row(name, "log an action", ours, bare)]


def _row(database: str, what: str, run: load.Load, bare: load.Load) -> tuple[str, ...]:
    times = (f"{run.p50_s * 1e3:.1f}", f"{run.p99_s * 1e3:.1f}", f"{run.p99_s / run.p50_s:.1f}")
    ratio = f"{run.per_second / bare.per_second:.2f}"
    return database, what, f"{run.per_second:.0f}", ratio, *times, f"{run.cpu_s * 1e6:.0f}"


def _rides(phones: list[people.Phone]) -> Callable[[int], Callable[[], bytes]]:
    """Each client logs rides of its own share of the residents, one after another."""

    def client(number: int) -> Callable[[], bytes]:
        own, turn = phones[number::_CLIENTS], [0]

        def request() -> bytes:
            phone = own[turn[0] % len(own)]
            turn[0] += 1
            return load.post("/actions/bicycle", people.ride(phone), phone.cookie)

        return request

    return client


def _inserts(_number: int) -> Callable[[], bytes]:
    request = load.post("/insert", "")
    return lambda: request


if __name__ == "__main__":
    main()
