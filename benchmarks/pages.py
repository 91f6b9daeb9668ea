"""CPU time of the home page and the board against bare Flask on the same server; and bytes over the wire.

    python -m benchmarks.pages [--postgresql] [--residents 1000 --entries 10000 --residents 1000000 --entries 10000000]

Each pair of sizes is a database of its own.
"""

import argparse
import statistics
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import brotli

from benchmarks import load, people, serving
from benchmarks.population import fill
from civic.database.engine import Database
from footprint.ledger.rebuild import rebuild

_SECONDS = 3.0
_ROUNDS = 5
_PHONES = 500
_FETCHED = ("icon", "manifest", "stylesheet")
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
    # Spread over the population: its first numbers do far more than its last ones.
    phones = people.phones(range(1, residents + 1, max(1, residents // _PHONES)))
    cookies = [phone.cookie for phone in phones]
    rows: list[tuple[str, ...]] = []
    with serving.bare(environ, 8) as (hello_port, hello_pid), serving.product(environ) as (port, pid):
        for page, path in _PAGES.items():
            for who, limit in (("visitor", 3), ("resident", 6)):
                figures = against_hello(port, pid, hello_port, hello_pid, path, cookies if who == "resident" else [])
                rows.append((f"{residents:,}", f"{entries:,}", page, who, *figures, f"≤ {limit}"))
        _wire(port, phones[0])
    return rows


def against_hello(
    port: int, pid: int, hello_port: int, hello_pid: int, path: str, cookies: list[str]
) -> tuple[str, str, str]:
    """CPU µs per answer of a page, of hello, and the ratio: the median of rounds, in which both stand side by side."""
    rounds = [(_cpu_s(port, pid, path, cookies), _cpu_s(hello_port, hello_pid, "/hello", [])) for _ in range(_ROUNDS)]
    ratio = statistics.median(own / hello for own, hello in rounds)
    own_us, hello_us = (min(seconds) * 1e6 for seconds in zip(*rounds, strict=True))
    return f"{own_us:.0f}", f"{hello_us:.0f}", f"{ratio:.2f}"


def _cpu_s(port: int, pid: int, path: str, cookies: list[str]) -> float:
    return load.run(port, pid, requests(path, cookies), clients=4, seconds=_SECONDS).cpu_s


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

    def fetch(path: str, cookie: str = "", extra: str = "") -> tuple[int, str, bytes]:
        _, head, body = connection.ask(load.get(path, cookie, extra))
        return len(head) + 4 + len(body), head.decode(), body

    first, head, body = fetch("/")
    etag = next(line for line in head.split("\r\n") if line.lower().startswith("etag:"))[5:].strip()
    parts = _Parts(brotli.decompress(body).decode()).addresses
    unchanged, _, _ = fetch("/", extra=f"If-None-Match: {etag}\r\n")
    everything = first + sum(fetch(path)[0] for path in parts)
    rows = [
        ("first visit, HTML with its styles", f"{first:,}", "14,336"),
        (f"first visit, with its {len(parts)} other files", f"{everything:,}", "40,960"),
        ("repeat visit, nothing new", f"{unchanged:,}", "10,240"),
        ("signed-in visit, styles kept", f"{fetch('/', phone.cookie)[0]:,}", "10,240"),
    ]
    connection.close()
    load.table("Bytes over the wire", ("what", "bytes", "limit"), rows)


class _Parts(HTMLParser):
    """The addresses of what a browser fetches for a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts, pictures, and what the head links to."""
        said = dict(attrs)
        named = said.get("href") if tag == "link" and said.get("rel") in _FETCHED else said.get("src")
        if named and not named.startswith("data:"):
            self.addresses.add(named)


if __name__ == "__main__":
    main()
