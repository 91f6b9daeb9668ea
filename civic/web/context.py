"""What a request has at hand: the services of its app, its sessions for reading and writing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from flask import current_app, g
from sqlalchemy.orm import Session

from civic.services import Services

Result = TypeVar("Result")


def services() -> Services:
    """The services of the current app."""
    found: Services = current_app.extensions["tongxing"]
    return found


def read_session() -> Session:
    """The request's session for reading, one deferred transaction from its first use to the request's end."""
    if "reading" not in g:
        g.reading_stack = ExitStack()
        g.reading = g.reading_stack.enter_context(services().database.read())
    session: Session = g.reading
    return session


@contextmanager
def write_session() -> Iterator[Session]:
    """One write transaction, committed at the end of the block; what is read afterwards sees it.

    Raises:
        TryAgain: the database is locked or away; nothing was written.
    """
    end_read_session()
    with services().database.write() as session:
        yield session


def write_together(work: Callable[[Session], Result]) -> Result:
    """Does a short write together with those of other requests, and returns when it is durable.

    Raises:
        TryAgain: the database is locked or away; nothing was written.
    """
    end_read_session()
    return services().database.commit(work)


def end_read_session(_error: BaseException | None = None) -> None:
    """Ends the request's read transaction, if one is open."""
    stack: ExitStack | None = g.pop("reading_stack", None)
    g.pop("reading", None)
    if stack is not None:
        stack.close()
