"""A small load generator and a reader of processes' CPU time, for comparing servers in the same run.

Clients are threads with one kept-alive connection each; latency is measured from the first byte sent to the last
byte received. CPU seconds are read from the kernel's accounting, so they do not depend on the generator.
"""

import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What one run gave: answers per second, latencies in seconds, CPU seconds of the server per answer."""

    per_second: float
    p50_s: float
    p99_s: float
    cpu_s: float
    statuses: dict[int, int]


class Connection:
    """One kept-alive HTTP/1.1 connection that sends prepared bytes and reads whole answers."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer to a request."""
        self._socket.sendall(request)
        while _HEAD_END not in self._rest:
            self._rest += self._more()
        head, _, body = self._rest.partition(_HEAD_END)
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        while len(body) < length:
            body += self._more()
        self._rest = body[length:]
        return int(head[9:12]), head, body[:length]

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        self._socket.close()


def get(path: str, cookie: str = "", extra: str = "") -> bytes:
    """The bytes of a GET as a phone's browser would send it."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nAccept: text/html\r\n"
        f"Accept-Language: zh-CN,zh;q=0.9\r\nAccept-Encoding: gzip, deflate, br\r\n"
        + (f"Cookie: {cookie}\r\n" if cookie else "")
        + extra
        + "\r\n"
    ).encode()


def post(path: str, form: str, cookie: str = "", extra: str = "") -> bytes:
    """The bytes of a form's POST; `extra` are more header lines."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nAccept: text/html\r\n"
        f"Accept-Language: zh-CN,zh;q=0.9\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n{extra}" + (f"Cookie: {cookie}\r\n" if cookie else "") + f"\r\n{form}"
    ).encode()


def run(port: int, pid: int, requests: Callable[[int], Callable[[], bytes]], *, clients: int, seconds: float) -> Load:
    """Loads a server for some seconds.

    Args:
        requests: for a client's number, a function that gives the bytes of each next request.
        pid: the server's main process; its children count too.
    """
    times: list[list[float]] = [[] for _ in range(clients)]
    statuses: list[dict[int, int]] = [{} for _ in range(clients)]
    ready = threading.Barrier(clients + 1)
    until = [0.0]

    def client(number: int) -> None:
        connection, make = Connection(port), requests(number)
        connection.ask(make())
        ready.wait()
        while time.perf_counter() < until[0]:
            request = make()
            start = time.perf_counter()
            status, _, _ = connection.ask(request)
            times[number].append(time.perf_counter() - start)
            statuses[number][status] = statuses[number].get(status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(clients)]
    until[0] = time.perf_counter() + 1e9
    for thread in threads:
        thread.start()
    until[0] = time.perf_counter() + seconds + 1
    cpu_before = cpu_seconds(pid)
    ready.wait()
    started = time.perf_counter()
    until[0] = started + seconds
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    answered = sorted(second for of_client in times for second in of_client)
    counted: dict[int, int] = {}
    for of_client in statuses:
        for status, count in of_client.items():
            counted[status] = counted.get(status, 0) + count
    return Load(
        per_second=len(answered) / elapsed,
        p50_s=statistics.median(answered),
        p99_s=answered[int(len(answered) * 0.99)],
        cpu_s=(cpu_seconds(pid) - cpu_before) / len(answered),
        statuses=counted,
    )


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its living children, in seconds."""
    return sum(_ticks(process) for process in family(pid)) / _TICKS_PER_S


def family(pid: int) -> list[int]:
    """The process and everything below it."""
    found, queue = [], [pid]
    while queue:
        process = queue.pop()
        found.append(process)
        for task in Path(f"/proc/{process}/task").iterdir():
            queue += [int(child) for child in (task / "children").read_text().split()]
    return found


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def pss_bytes(pids: Sequence[int]) -> int:
    """Proportional memory of processes together: shared pages are counted once."""
    kilobytes = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes * 1024


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table whose columns line up."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    print(f"\n{title}")
    for row in (head, ["-" * width for width in widths], *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
