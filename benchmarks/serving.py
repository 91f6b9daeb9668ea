"""Servers to measure: `tongxing serve`, and the bare app on the same server with the same workers and threads."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.baseline_app import make_table
from benchmarks.load import Connection, get
from civic.database import migrate
from civic.database.engine import Database
from civic.web.waiting_room import AT_WORK
from workbench.servers import PostgresServer, free_port

_ROOT = Path(__file__).resolve().parents[1]
_PLAIN = """
import gc, sys
from granian.constants import HTTPModes, Interfaces
from granian.server import Server
gc.collect()
gc.freeze()
Server("{}", factory=True, address="127.0.0.1", port=int(sys.argv[1]),
       interface=Interfaces.WSGI, http=HTTPModes.http1, workers=2, blocking_threads=int(sys.argv[2])).serve()
"""


_AS_A_CITY_RUNS_IT = ("shared_buffers=1GB", "max_wal_size=4GB", "max_connections=120")


@contextmanager
def database_url(name: str, *, postgresql: bool) -> Iterator[tuple[str, Path]]:
    """URL of a new, migrated database and a folder for the server's files; PostgreSQL is durable, out of a wheel."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder), _AS_A_CITY_RUNS_IT) if postgresql else None
        url = server.create(name) if server else f"sqlite:///{folder}/{name}.db"
        database = Database(url)
        migrate.upgrade(database)
        database.dispose()
        try:
            yield url, Path(folder)
        finally:
            if server:
                server.stop()


@contextmanager
def product(environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process id of a running `tongxing serve`."""
    port = free_port()
    with _running([sys.executable, "-m", "civic", "serve", "--port", str(port)], environ, port, "/healthz") as pid:
        yield port, pid


@contextmanager
def without_waiting_room(environ: dict[str, str], app: str = "civic.app:create_app") -> Iterator[tuple[int, int]]:
    """The product on a server of as many threads as are at work: what does not fit waits in front, without an end.
    `app` makes it."""
    port = free_port()
    command = [sys.executable, "-c", _PLAIN.format(app), str(port), str(AT_WORK)]
    with _running(command, environ, port, "/healthz") as pid:
        yield port, pid


@contextmanager
def bare(environ: dict[str, str], threads: int) -> Iterator[tuple[int, int]]:
    """Port and process id of the bare app."""
    port = free_port()
    make_table(environ["BENCHMARK_DATABASE_URL"])
    with _running(
        [sys.executable, "-c", _PLAIN.format("benchmarks.baseline_app:create_app"), str(port), str(threads)],
        environ,
        port,
        "/hello",
    ) as pid:
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
