"""Where features hook in for what belongs to a person: erasing it, handing it out, greeting a newcomer."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sqlalchemy.orm import Session

from civic.feature import ExtensionPoint, Registry
from civic.residents.identity import Actor

Eraser: TypeAlias = Callable[[Session, int], None]
ERASERS: ExtensionPoint[Eraser] = ExtensionPoint("erasers")
"""Each removes, in the caller's transaction, what its feature keeps about the resident with that number."""

EXPORTERS: ExtensionPoint[Callable[[Session, int], Mapping[str, object]]] = ExtensionPoint("exporters")
"""Each gives what its feature keeps about a resident, by section; values that JSON can say."""

AFTER_ARRIVAL: ExtensionPoint[Callable[[Actor], str | None]] = ExtensionPoint("after arrival")
"""Each may act for a resident who has just signed up or in, inside the request, after the commit; it may return a
path of this site to go on to. A DomainError it raises is not the resident's fault: the session stands all the same."""

OUTLIVES_SIGNIN: ExtensionPoint[str] = ExtensionPoint("outlives sign-in")
"""What of a visitor's session goes over into the resident's, by name: nothing that says who may do what."""


def export(session: Session, registry: Registry, resident_id: int) -> dict[str, object]:
    """What the features keep about the resident, all sections together."""
    return {name: section for give in registry.all(EXPORTERS) for name, section in give(session, resident_id).items()}
