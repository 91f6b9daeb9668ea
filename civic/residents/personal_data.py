"""Where upper packages hook in for what belongs to a person: erasing it, handing it out, greeting a newcomer.

They register while the app is built; this package never learns who they are. Registering twice counts once.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy.orm import Session

from civic.residents.identity import Actor

Hook = TypeVar("Hook")

erasers: list[Callable[[Session, int], None]] = []
"""Each removes, in the caller's transaction, what its package keeps about the resident with that number."""

exporters: list[Callable[[Session, int], Mapping[str, object]]] = []
"""Each gives what its package keeps about a resident, by section; values that JSON can say."""

after_arrival: list[Callable[[Actor], str | None]] = []
"""Each may act for a resident who has just signed up or in, inside the request, after the commit; it may return a
path of this site to go on to. A DomainError it raises is not the resident's fault: the session stands all the same."""


outlives_signin: list[str] = []
"""What of a visitor's session goes over into the resident's, by name: nothing that says who may do what."""


def register(hooks: list[Hook], hook: Hook) -> None:
    """Adds `hook` unless it is there already: `register(erasers, forget_baseline)`."""
    if hook not in hooks:
        hooks.append(hook)


def export(session: Session, resident_id: int) -> dict[str, object]:
    """What upper packages keep about the resident, all sections together."""
    return {name: section for give in exporters for name, section in give(session, resident_id).items()}
