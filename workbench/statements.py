"""What reaches a database, by whatever way it goes there: through SQLAlchemy or straight to the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.pool import Pool

from civic.database.engine import Database

_VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement with its values: by name, or in order where it takes PostgreSQL's own parameters; SQLite tells it
    with the values in their places."""

    text: str
    values: Any = None


@contextmanager
def statements(database: Database) -> Iterator[list[Sent]]:
    """What is sent while the block runs, but for begins and ends of transactions."""
    sent: list[Sent] = []

    def hear(text: str, values: Any = None) -> None:
        if text.lstrip().startswith(_VERBS):
            sent.append(Sent(text, values))

    class Heard(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            hear(query if isinstance(query, str) else query.decode(), params)
            return super().execute(query, params, **options)

    class HeardRaw(psycopg.RawCursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            hear(query, params)
            return super().execute(query, params, **options)

    def listen(connection: Any, _record: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = Heard
        else:
            connection.set_trace_callback(hear)

    database.dispose()  # connections are made anew, and each is watched
    event.listen(Pool, "connect", listen)
    unheard, psycopg.RawCursor = psycopg.RawCursor, HeardRaw  # type: ignore[misc]
    try:
        yield sent
    finally:
        psycopg.RawCursor = unheard  # type: ignore[misc]
        event.remove(Pool, "connect", listen)
        database.dispose()
