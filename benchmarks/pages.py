"""CPU time of the home page and the board against bare Flask on the same server; and bytes over the wire.

    python -m benchmarks.pages [--postgresql] [--residents 1000 --entries 10000 --residents 1000000 --entries 10000000]

Each pair of sizes is a database of its own.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import load, people, serving
from benchmarks.population import fill
from civic.db import Database
from footprint.ledger.rebuild import rebuild

_SECONDS = 4.0
_ROUNDS = 3
_PAGES = {"home page": "/", "district board": "/boards/districts"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, action="append")
    parser.add_argument("--entries", type=int, action="append")
    parser.add_argument("--postgresql", action="store_true")
    args = parser.parse_args()
    rows = []
    for residents, entries in zip(args.residents or [1_000], args.entries or [10_000], strict=True):
        with serving.database_url("pages", postgresql=args.postgresql) as (url, folder):
            rows += _measure(url, folder, residents, entries)
    head = ("residents", "entries", "page", "who", "CPU µs", "hello µs", "ratio", "limit")
    load.table("CPU per answer, against bare Flask on the same server", head, rows)


def _measure(url: str, folder: Path, residents: int, entries: int) -> list[tuple[str, ...]]:
    database = Database(url)
    ledger = fill(database, residents, entries)
    rebuild(database, ledger.calendar)
    database.dispose()
    environ = people.environment(url, folder)
    phones = people.phones(range(1, min(residents, 500) + 1))
    cookies = [phone.cookie for phone in phones]
    rows: list[tuple[str, ...]] = []
    with serving.bare(environ, 8) as (hello_port, hello_pid), serving.product(environ) as (port, pid):
        for page, path in _PAGES.items():
            for who, limit in (("visitor", 3), ("resident", 6)):
                pairs = [
                    (
                        load.run(port, pid, requests(path, cookies if who == "resident" else []), **_LOAD).cpu_s,
                        load.run(hello_port, hello_pid, requests("/hello", []), **_LOAD).cpu_s,
                    )
                    for _ in range(_ROUNDS)
                ]
                product, hello = min(own for own, _ in pairs), min(bare for _, bare in pairs)
                figures = (f"{product * 1e6:.0f}", f"{hello * 1e6:.0f}", f"{product / hello:.2f}", f"≤ {limit}")
                rows.append((f"{residents:,}", f"{entries:,}", page, who, *figures))
        _wire(port, phones[0])
    return rows


_LOAD: dict[str, Any] = {"clients": 4, "seconds": _SECONDS}


def requests(path: str, cookies: list[str]) -> Callable[[int], Callable[[], bytes]]:
    """Each client asks for the page again and again, as one resident after another."""

    def client(number: int) -> Callable[[], bytes]:
        made = [load.get(path, cookie) for cookie in cookies[number::4]] or [load.get(path)]
        turns = _forever(made)
        return lambda: next(turns)

    return client


def _forever(things: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from things


def _wire(port: int, phone: people.Phone) -> None:
    """Bytes of the answers, heads included, as a browser gets them on a first and on a later visit."""
    connection = load.Connection(port)
    _, head, body = connection.ask(load.get("/"))
    etag = next(line for line in head.decode().split("\r\n") if line.lower().startswith("etag:"))[5:].strip()
    icon = body and len(head) + 4 + len(body)
    _, again_head, again = connection.ask(load.get("/", extra=f"If-None-Match: {etag}\r\n"))
    _, own_head, own = connection.ask(load.get("/", phone.cookie))
    connection.close()
    rows = [
        ("first visit, HTML with its styles", f"{icon:,}", "14,336"),
        ("repeat visit, nothing new", f"{len(again_head) + 4 + len(again):,}", "10,240"),
        ("signed-in visit, styles kept", f"{len(own_head) + 4 + len(own):,}", "10,240"),
    ]
    load.table("Bytes over the wire", ("what", "bytes", "limit"), rows)


if __name__ == "__main__":
    main()
