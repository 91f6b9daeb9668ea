"""`tongxing serve` and `tongxing jobs` as processes: they start, refuse, survive and stop as an operator expects."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from civic.database.engine import Database
from tests.servers import ROOT, LiveServer, clean_environ
from workbench.servers import free_port, wait_until

MEMORY_BYTES = 250 << 20


@pytest.fixture
def environ(database: Database, tmp_path: Path) -> dict[str, str]:
    return {"TONGXING_DATABASE_URL": database.url, "TONGXING_INSTANCE": str(tmp_path)}


def get(server: LiveServer, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def answers(server: LiveServer) -> bool:
    try:
        return get(server, "/healthz") == 200
    except OSError:
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def proportional_bytes(pid: int) -> int:
    """The memory of a process, what it shares counted in parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("Pss:")).split()[1])


def run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "civic", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**clean_environ(), **environ}, capture_output=True, text=True)


def test_it_serves_is_ready_and_stops_at_once_when_idle(environ: dict[str, str]) -> None:
    with LiveServer(environ) as server:
        assert (get(server, "/healthz"), get(server, "/readyz"), get(server, "/")) == (200, 200, 200)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == 0


def test_two_idle_workers_stay_small(environ: dict[str, str], tmp_path: Path) -> None:
    """As a city installs it: libraries import numpy where they find it, and only the tests bring it."""
    (tmp_path / "numpy.py").write_text("raise ImportError('only the tests have it')\n")
    with LiveServer({**environ, "PYTHONPATH": str(tmp_path)}, "--workers", "2") as server:
        for _ in range(20):
            assert get(server, "/") == 200
        family = [server.process.pid, *children(server.process.pid)]
        assert len(family) >= 3
        assert sum(map(proportional_bytes, family)) < MEMORY_BYTES


def test_two_servers_share_a_city_and_one_may_go(environ: dict[str, str]) -> None:
    with LiveServer(environ, "--workers", "1") as second:
        with LiveServer(environ, "--workers", "1") as first:
            assert (get(first, "/readyz"), get(second, "/readyz")) == (200, 200)
        assert get(second, "/boards") == 200


def unfinished_post(server: LiveServer) -> socket.socket:
    """A request whose body is half sent: a worker is busy with it."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    head = "POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    connection.sendall(f"{head}Expect: 100-continue\r\nContent-Length: 20\r\n\r\n".encode())
    assert connection.recv(100).startswith(b"HTTP/1.1 100"), "the worker asks for the body"
    connection.sendall(b"username=a")
    return connection


def test_a_request_at_hand_is_finished_before_it_stops(environ: dict[str, str]) -> None:
    with LiveServer(environ, "--workers", "1") as server:
        connection = unfinished_post(server)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(1)
        connection.sendall(b"&password=")
        assert connection.recv(100).startswith(b"HTTP/1.1 4")
        connection.close()
        assert server.process.wait(10) == 0


def test_a_killed_worker_is_replaced(environ: dict[str, str]) -> None:
    with LiveServer(environ, "--workers", "1") as server:
        (worker,) = children(server.process.pid)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: answers(server))
        assert worker not in children(server.process.pid)


def test_a_huge_body_is_refused_unread(environ: dict[str, str]) -> None:
    with LiveServer(environ, "--workers", "1") as server:
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        head = "POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        connection.sendall(f"{head}Content-Length: {100 << 20}\r\n\r\nusername=a".encode())
        assert b" 413 " in connection.recv(100)
        connection.close()


@pytest.mark.parametrize("command", ["serve", "jobs"])
def test_another_schema_is_refused_in_one_line(
    new_database: Callable[..., Database], environ: dict[str, str], dialect: str, command: str
) -> None:
    bare = new_database(dialect, migrated=False)
    refused = run(environ | {"TONGXING_DATABASE_URL": bare.url}, command)
    assert refused.returncode == 1
    assert refused.stderr == ("Error: the database has another schema than this version; run: tongxing db upgrade\n")


@pytest.mark.parametrize("command", ["serve", "jobs"])
def test_a_database_that_is_away_is_named_in_one_line(tmp_path: Path, command: str) -> None:
    nowhere = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    refused = run({"TONGXING_INSTANCE": str(tmp_path), "TONGXING_DATABASE_URL": nowhere}, command)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: the database cannot be reached")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["serve", "jobs"])
def test_nonsense_in_the_settings_is_refused_in_one_line(tmp_path: Path, command: str) -> None:
    refused = run({"TONGXING_INSTANCE": str(tmp_path), "TONGXING_PROXIES": "many"}, command)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "TONGXING_PROXIES" in refused.stderr


def test_the_scheduler_starts_catches_up_and_stops(environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "civic", "jobs"]
    process = subprocess.Popen(command, cwd=ROOT, env={**clean_environ(), **environ}, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert "leading" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    assert "stopped" in process.stderr.read()
    assert process.wait(10) == 0


def test_due_jobs_run_once_from_the_command_line(environ: dict[str, str]) -> None:
    assert run(environ, "jobs", "--once").returncode == 0
    again = run(environ, "jobs", "--once")
    assert (again.returncode, again.stderr) == (0, "")
