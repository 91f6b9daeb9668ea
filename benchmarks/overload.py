"""More requests than a server can answer: how many are served in time, sent away at once, or never answered.

    python -m benchmarks.overload [--postgresql] [--each-second 400] [--seconds 15]

Requests come at a fixed rate, whether earlier ones were answered or not, as those of people do: nine of ten read the
diary, the tenth logs a ride. `serve` is compared with the same application on a server whose queue has no end.

The generator shares the machine with the server and may fall behind: what it really sent in a second stands in the
table, and figures are those of that rate.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field

from benchmarks import load, people, serving
from benchmarks.load import get, post
from benchmarks.population import fill
from civic.database.engine import Database
from footprint.ledger.rebuild import rebuild

_PATIENCE_S = 15.0
_RESIDENTS = 2_000
_KINDS = ("read", "log")


@dataclass
class _Outcome:
    """Of requests of one kind: how long each served one took, how many were sent away, and how many in vain."""

    served_s: list[float] = field(default_factory=list)
    shed_s: list[float] = field(default_factory=list)
    lost: int = 0

    @property
    def asked(self) -> int:
        return len(self.served_s) + len(self.shed_s) + self.lost


@dataclass(frozen=True)
class _Offered:
    """What was sent, by kind, and how much of it in a second."""

    outcomes: dict[str, _Outcome]
    per_second: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--each-second", type=int, default=400)
    parser.add_argument("--seconds", type=int, default=15)
    args = parser.parse_args()
    with serving.database_url("overload", postgresql=args.postgresql) as (url, folder):
        _prepare(url)
        environ = people.environment(url, folder)
        servers = {"queue without an end": serving.without_waiting_room, "waiting room": serving.product}
        rows: list[tuple[str, ...]] = []
        for name, server in servers.items():
            rows += _rows(name, server(environ), args.each_second, args.seconds)
    head = (
        "server",
        "sent a second",
        "requests",
        "asked",
        "served",
        "sent away",
        "lost",
        "p50 s",
        "p99 s",
        "sent away after, p50 s",
    )
    load.table(
        f"{args.each_second} requests a second meant, for {args.seconds} s, {_PATIENCE_S:g} s of patience", head, rows
    )


def _prepare(url: str) -> None:
    database = Database(url)
    rebuild(database, fill(database, _RESIDENTS, 50_000).calendar)
    database.dispose()


def _rows(
    name: str, server: AbstractContextManager[tuple[int, int]], each_second: int, seconds: int
) -> Iterator[tuple[str, ...]]:
    with server as (port, _):
        offered = asyncio.run(_ask_all(port, each_second, seconds))
    for kind in _KINDS:
        one = offered.outcomes[kind]
        shares = (f"{100 * many / one.asked:.1f} %" for many in (len(one.served_s), len(one.shed_s), one.lost))
        yield name, f"{offered.per_second:.0f}", kind, str(one.asked), *shares, *_times(one)


def _times(one: _Outcome) -> tuple[str, str, str]:
    served = sorted(one.served_s) or [float("nan")]
    shed = one.shed_s or [float("nan")]
    p50, p99 = statistics.median(served), served[int(len(served) * 0.99)]
    return f"{p50:.2f}", f"{p99:.2f}", f"{statistics.median(shed):.3f}"


async def _ask_all(port: int, each_second: int, seconds: int) -> _Offered:
    """Every request at its time, or as soon after it as the machine lets."""
    chance, phones = random.Random(2026), people.phones(range(1, _RESIDENTS + 1))
    found: dict[str, _Outcome] = defaultdict(_Outcome)
    began, asked = time.monotonic(), []
    for number in range(each_second * seconds):
        await asyncio.sleep(max(0.0, began + number / each_second - time.monotonic()))
        phone = chance.choice(phones)
        kind = "log" if number % 10 == 0 else "read"
        request = (
            post("/actions/bicycle", people.ride(phone), phone.cookie) if kind == "log" else get("/me", phone.cookie)
        )
        asked.append(asyncio.create_task(_ask(port, request, found[kind])))
    sent_s = time.monotonic() - began
    await asyncio.gather(*asked)
    return _Offered(found, len(asked) / sent_s)


async def _ask(port: int, request: bytes, outcome: _Outcome) -> None:
    began = time.monotonic()
    status = 0
    with suppress(OSError, TimeoutError, ValueError, IndexError):
        async with asyncio.timeout(_PATIENCE_S):
            status = await _status(port, request)
    took_s = time.monotonic() - began
    if status in (200, 303):
        outcome.served_s.append(took_s)
    elif status == 503:
        outcome.shed_s.append(took_s)
    else:
        outcome.lost += 1


async def _status(port: int, request: bytes) -> int:
    """The status of the answer on a connection of its own, once all of it is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        answer = await reader.read(-1)
        return int(answer.split(b" ", 2)[1])
    finally:
        writer.close()


if __name__ == "__main__":
    main()
