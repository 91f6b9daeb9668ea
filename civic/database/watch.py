"""Notices a PostgreSQL that takes connections and answers nothing, so that nobody waits for it.

A server that is stopped, cut off or starved leaves its clients waiting: TCP knows no error for it, and a time-out that
the server itself keeps does not run there. While somebody has held a connection for long, a thread asks for a sign of
life on a connection of its own. If none comes, those connections are closed from outside, which wakes whoever waits at
one, and nobody is let in until the server answers again.
"""

import os
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from sqlalchemy import Engine, event

from civic.errors import TryAgain

log = structlog.get_logger()
_LOOKS_EACH_S = 0.5
_LONG_S = 2.0
_CALM_S = 5.0
"""After a sign of life: whoever holds a connection for minutes, a job or a backup, is not looked at all the time."""
_ANSWER_WITHIN_S = 2


class Watch:
    """The watch of one process over its connections to one server."""

    def __init__(self, server: Mapping[str, Any]) -> None:
        self.is_away = False
        self._server = {**server, "connect_timeout": _ANSWER_WITHIN_S}
        self._held: dict[Any, tuple[float, Any]] = {}  # a pool's records: since when somebody has it, and the driver's
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def over(self, engine: Engine) -> None:
        """Watches the connections of this engine's pool."""
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "checkin", self._given_back)

    def let_in(self) -> None:
        """Passes while the server answers.

        Raises:
            TryAgain: it does not.
        """
        if self.is_away:
            raise TryAgain()

    def _taken(self, connection: Any, record: Any, *_: object) -> None:
        self._held[record] = (time.perf_counter(), connection)
        if not self._is_looking():
            self._begin()

    def _given_back(self, _connection: Any, record: Any) -> None:
        self._held.pop(record, None)

    def _is_looking(self) -> bool:
        thread = self._thread
        return thread is not None and thread.is_alive()  # in a process that was forked from this it is not

    def _begin(self) -> None:
        with self._start:
            if not self._is_looking():
                self._thread = threading.Thread(target=self._run, name="database watch", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        """Looks while somebody holds a connection, or the server is away; then the thread ends."""
        while self._held or self.is_away:
            time.sleep(_LOOKS_EACH_S)
            if self.is_away or self._long_held():
                self._look()
                time.sleep(0 if self.is_away else _CALM_S)
        self._thread = None
        if self._held:  # by somebody who came between the last look and this
            self._begin()

    def _look(self) -> None:
        silent = self._gives_no_sign() and (
            self.is_away or self._gives_no_sign()
        )  # once may be a machine out of breath
        if silent != self.is_away:
            log.warning("database gives no sign of life" if silent else "database answers again")
        self.is_away = silent
        if silent:
            for connection in self._long_held():
                _close_from_outside(connection)

    def _gives_no_sign(self) -> bool:
        """Whether nobody said anything in time; a quick no is a sign, and so found out by everybody themselves."""
        try:
            psycopg.connect(**self._server).close()
        except psycopg.OperationalError as error:  # of several servers, about each of them
            return "timeout expired" in str(error)
        return False

    def _long_held(self) -> list[Any]:
        long_ago = time.perf_counter() - _LONG_S
        return [connection for since, connection in list(self._held.values()) if since < long_ago]


def _close_from_outside(connection: Any) -> None:
    """Ends the connection's traffic, whatever thread waits there; the connection itself stays its owner's."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
