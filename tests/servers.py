"""The real things that tests talk to: PostgreSQL out of a wheel, `tongxing serve` in a process of its own."""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.database import migrate
from civic.database.engine import Database
from workbench.servers import PostgresServer, free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 << 30
_PATIENCE_S = 60


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

    def copy(self, database: Database) -> str:
        """The URL of another database with the same rows; whoever is connected to the one through it is cut off."""
        database.dispose()
        self._made += 1
        return self._copy(database.dialect, f"test_{self._made}", make_url(database.url).database or "")

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
            wait_for(self._ask, self.process, OSError)
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
