"""CPU of a resident's first look at each page, as a multiple of what a bare Flask "hello" costs in the same run.

    python -m benchmarks.journey [--postgresql] [--residents 1000 --entries 10000 --residents 1000000 --entries 1000000]

Each answer goes to another resident, who has not seen the page: what the site keeps for all may be warm, what it would
keep for one person helps nobody. CPU is that of the server's processes; a PostgreSQL server's own is apart. A page and
"hello", on the same kind of server, take turns, so that both meet the same neighbours.

Each pair of sizes is a city of its own. Its campaigns are measured with 20 participants and with `--participants`.
"""

import argparse
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from benchmarks import city, load, people, serving
from benchmarks.city import Reader
from civic.app import create_app
from civic.config import load_settings
from civic.database.engine import Database
from workbench.statements import statements

_ROUNDS = 5
_PER_ROUND = 80
_WARM_UP = 20
_HELLOS = [load.get("/hello")] * 1_000
_CLIENTS = 4
_Address = Callable[[Reader], str]
_JOURNEY: dict[str, _Address] = {
    "home": lambda _: "/",
    "tiles": lambda _: "/actions",
    "form": lambda _: "/actions/bicycle",
    "confirmation": lambda one: f"/entries/{one.entry_id}?done=now",
    "why": lambda one: f"/entries/{one.entry_id}",
    "me": lambda _: "/me",
    "entries": lambda _: "/me/entries",
    "board": lambda _: "/boards/districts",
    "campaigns": lambda _: "/campaigns",
    "campaign": lambda one: f"/campaigns/{one.campaign('ride', many=False)}",
    "inbox": lambda _: "/me/inbox",
    "account": lambda _: "/me/account",
}


def _of(kind: str, *, many: bool, page: str = "") -> _Address:
    return lambda one: f"/campaigns/{one.campaign(kind, many=many)}{page}"


def _more(participants: int) -> dict[str, _Address]:
    """Campaigns of every kind with few and with many, and the gallery."""
    sizes = ((False, city.FEW), (True, participants))
    pages = {f"campaign: {kind}, {count:,}": _of(kind, many=many) for kind in city.KINDS for many, count in sizes}
    galleries = {f"gallery, {count:,}": _of("painting", many=many, page="/gallery") for many, count in sizes}
    return pages | galleries


_BUSY = {"me": "/me", "entries": "/me/entries"}
_VISITORS = {
    "home": "/",
    "board": "/boards/districts",
    "campaigns": "/campaigns",
    "campaign": "/campaigns/ride-many",
    "gallery": "/campaigns/painting-many/gallery",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What an answer cost, in hellos, and how many statements it took."""

    page: str
    ratio: float
    cpu_us: float
    statements: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, action="append")
    parser.add_argument("--entries", type=int, action="append")
    parser.add_argument("--participants", type=int, default=20_000)
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--postgresql", action="store_true")
    args = parser.parse_args()
    for residents, entries in zip(args.residents or [1_000], args.entries or [10_000], strict=True):
        with serving.database_url("journey", postgresql=args.postgresql) as (url, folder):
            _measure(url, folder, residents, entries, args.participants, args.campaigns)


def _measure(url: str, folder: Path, residents: int, entries: int, participants: int, campaigns: int) -> None:
    readers = city.build(
        url,
        residents=residents,
        entries=entries,
        readers=min(residents // 2, _WARM_UP + _ROUNDS * _PER_ROUND),
        participants=participants,
        campaigns=campaigns,
    )
    participants = min(participants, residents)
    with stopwatch(url, folder) as watch:
        journey = [watch.first_views(page, address, readers) for page, address in _JOURNEY.items()]
        more = [watch.first_views(page, address, readers) for page, address in _more(participants).items()]
        visitors = [watch.again(page, path, "") for page, path in _VISITORS.items()]
        hello_us = watch.hello_us()
        number, count = city.busiest(watch.database)
        busy = [watch.again(page, path, cookie(number)) for page, path in _BUSY.items()]
    mean = statistics.mean(one.ratio for one in journey)
    where = f"{residents:,} residents, {entries:,} entries, {watch.database.dialect}"
    head = ("page", "× hello", "CPU µs", "statements", "limit")
    _print(f"First views of a resident: {where}", head, journey, "≤ 30, 4 statements")
    print(f"mean of the twelve: {mean:.1f} (limit 15); hello: {hello_us:.0f} µs")
    _print("Campaigns by kind and participants", head, more, "≤ 30")
    _print(f"The busiest resident, {count:,} entries", head, busy, "≤ 30")
    _print("Visitors, seen by others before", head, visitors, "≤ 3")


def _print(title: str, head: Sequence[str], figures: Sequence[Figure], limit: str) -> None:
    rows = [(one.page, f"{one.ratio:.1f}", f"{one.cpu_us:.0f}", str(one.statements), limit) for one in figures]
    load.table(title, head, rows)


def cookie(resident_id: int) -> str:
    return people.phones(range(resident_id, resident_id + 1))[0].cookie


@contextmanager
def stopwatch(url: str, folder: Path) -> Iterator["Stopwatch"]:
    environ = people.environment(url, folder)
    database = Database(url)
    app = create_app(load_settings(environ), database=database)
    with serving.bare(environ, 8) as hello, serving.product(environ) as product:
        yield Stopwatch(_Server(*product), _Server(*hello), app, database)
    database.dispose()


class Stopwatch:
    """Asks the site and "hello" in turn and reads their processes' CPU time; counts statements in an app of its own."""

    def __init__(self, site: "_Server", hello: "_Server", app: Flask, database: Database) -> None:
        self._site, self._hello, self._app, self.database = site, hello, app, database

    def first_views(self, page: str, address: _Address, readers: Sequence[Reader]) -> Figure:
        """Each of the readers sees the page once."""
        asked = [(address(one), cookie(one.id)) for one in readers]
        self._site.ask([load.get(*one) for one in asked[:_WARM_UP]])
        return self._figure(page, [asked[_WARM_UP + number :: _ROUNDS] for number in range(_ROUNDS)])

    def again(self, page: str, path: str, cookie: str) -> Figure:
        """One reader sees the page again and again."""
        self._site.ask([load.get(path, cookie)] * _CLIENTS)
        return self._figure(page, [[(path, cookie)] * _PER_ROUND] * _ROUNDS)

    def hello_us(self) -> float:
        """CPU of "hello" in microseconds."""
        return 1e6 * self._hello.ask(_HELLOS * _ROUNDS) / (_ROUNDS * len(_HELLOS))

    def _figure(self, page: str, rounds: Sequence[Sequence[tuple[str, str]]]) -> Figure:
        own_s = hello_s = 0.0
        for asked in rounds:
            hello_s += self._hello.ask(_HELLOS)
            own_s += self._site.ask([load.get(*one) for one in asked])
        own_s /= sum(map(len, rounds))
        return Figure(page, own_s / (hello_s / (_ROUNDS * len(_HELLOS))), own_s * 1e6, self._count(*rounds[0][0]))

    def _count(self, path: str, cookie: str) -> int:
        client, headers = self._app.test_client(use_cookies=False), {"Cookie": cookie} if cookie else None
        client.get(path, headers=headers)  # what a process looks up once a day
        with statements(self.database) as sent:
            answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return len(sent)


class _Server:
    """A running server whose CPU time is known."""

    def __init__(self, port: int, pid: int) -> None:
        self._port, self._pid = port, pid

    def ask(self, requests: Sequence[bytes]) -> float:
        """CPU seconds that the answers took together; a few connections share the requests out."""
        connections = [load.Connection(self._port) for _ in range(_CLIENTS)]
        shares = [(one, requests[number::_CLIENTS]) for number, one in enumerate(connections)]
        before = load.cpu_seconds(self._pid)
        with ThreadPoolExecutor(_CLIENTS) as pool:
            list(pool.map(_ask_for_all, *zip(*shares, strict=True)))
        spent = load.cpu_seconds(self._pid) - before
        for one in connections:
            one.close()
        return spent


def _ask_for_all(connection: load.Connection, requests: Sequence[bytes]) -> None:
    for request in requests:
        status, head, _ = connection.ask(request)
        if status != 200:
            raise RuntimeError(f"{request!r}: {head!r}")


if __name__ == "__main__":
    main()
