"""Servers to measure: `tongxing serve`, and the bare app on the same server with the same workers and threads."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.baseline_app import make_table
from benchmarks.load import Connection, get
from tests.servers import free_port

_ROOT = Path(__file__).resolve().parents[1]
_BARE = """
import gc, sys
from granian.constants import HTTPModes, Interfaces
from granian.server import Server
gc.collect()
gc.freeze()
Server("benchmarks.baseline_app:create_app", factory=True, address="127.0.0.1", port=int(sys.argv[1]),
       interface=Interfaces.WSGI, http=HTTPModes.http1, workers=2, blocking_threads=int(sys.argv[2])).serve()
"""


@contextmanager
def product(environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process id of a running `tongxing serve`."""
    port = free_port()
    with _running([sys.executable, "-m", "civic", "serve", "--port", str(port)], environ, port, "/healthz") as pid:
        yield port, pid


@contextmanager
def bare(environ: dict[str, str], threads: int) -> Iterator[tuple[int, int]]:
    """Port and process id of the bare app."""
    port = free_port()
    make_table(environ["BENCHMARK_DATABASE_URL"])
    with _running([sys.executable, "-c", _BARE, str(port), str(threads)], environ, port, "/hello") as pid:
        yield port, pid


@contextmanager
def _running(command: list[str], environ: dict[str, str], port: int, path: str) -> Iterator[int]:
    process = subprocess.Popen(command, cwd=_ROOT, env={**os.environ, **environ}, stdout=subprocess.DEVNULL)
    try:
        _wait(port, path, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = Connection(port)
            connection.ask(get(path))
            connection.close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
