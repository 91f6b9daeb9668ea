"""Logging an action through HTTP, durable, against a bare Flask view that does one durable insert.

    python -m benchmarks.writing [--postgresql] [--residents 20000]

Same server, same number of workers and threads, same database, 16 clients in turn; SQLite by default.

Then what badges, streaks and plausibility add: the same action, answered with the part of the page that says what it
earned, by the product and by the product without these features, in turn. CPU of the server's processes.
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from flask import Flask

from benchmarks import load, people, serving
from benchmarks.population import fill
from civic.app import FEATURES, create_app
from civic.database.engine import Database
from footprint.ledger.rebuild import rebuild

_CLIENTS = 16
_SECONDS = 5.0
_ROUNDS = 3
_EXTRAS = {"rewards", "integrity"}
_WITHOUT = "benchmarks.writing:create_app_without_extras"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--residents", type=int, default=20_000)
    args = parser.parse_args()
    with serving.database_url("writing", postgresql=args.postgresql) as (url, folder):
        _prepare(url, args.residents)
        rows = _measure(url, folder, args.residents)
        extras = _measure_extras(url, folder, args.residents)
    head = ("database", "what", "answers/s", "ratio", "p50 ms", "p99 ms", "p99/p50", "CPU µs")
    load.table("Durable writes through HTTP, 16 clients", head, rows)
    print("limits: ratio ≥ 0.5, p99/p50 ≤ 10")
    load.table(
        "Logging with and without badges, streaks and plausibility", ("what", "CPU µs", "ratio", "limit"), extras
    )


def create_app_without_extras() -> Flask:
    """The product without badges, streaks and what looks at entries."""
    return create_app(features=[one for one in FEATURES if one.name not in _EXTRAS])


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


def _measure_extras(url: str, folder: Path, residents: int) -> list[tuple[str, ...]]:
    environ, fresh = people.environment(url, folder), cycle(reversed(people.phones(range(1, residents + 1))))
    whole, less = serving.without_waiting_room(environ), serving.without_waiting_room(environ, _WITHOUT)
    with whole as one, less as other:
        runs = [[_told(server, fresh).cpu_s for server in (one, other)] for _ in range(_ROUNDS)]
    ours, without = (min(each) * 1e6 for each in zip(*runs, strict=True))
    return [
        ("log an action, without them", f"{without:.0f}", "1.00", ""),
        ("log an action", f"{ours:.0f}", f"{ours / without:.2f}", "≤ 1.30"),
    ]


def _told(server: tuple[int, int], fresh: Iterator[people.Phone]) -> load.Load:
    """Each ride is the first of its resident on that day, and so looked at, as long as there are residents left."""

    def client(_number: int) -> Callable[[], bytes]:
        return lambda: _ride(next(fresh), "HX-Request: true\r\n")

    found = load.run(*server, client, clients=_CLIENTS, seconds=_SECONDS)
    assert set(found.statuses) == {200}, found.statuses
    return found


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
            return _ride(phone)

        return request

    return client


def _ride(phone: people.Phone, extra: str = "") -> bytes:
    return load.post("/actions/bicycle", people.ride(phone), phone.cookie, extra)


def _inserts(_number: int) -> Callable[[], bytes]:
    request = load.post("/insert", "")
    return lambda: request


if __name__ == "__main__":
    main()
