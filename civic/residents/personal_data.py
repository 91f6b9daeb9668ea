"""Where features hook in for what belongs to a person: erasing it, handing it out."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sqlalchemy.orm import Session

from civic.feature import ExtensionPoint, Registry

Eraser: TypeAlias = Callable[[Session, int], None]
ERASERS: ExtensionPoint[Eraser] = ExtensionPoint("erasers")
"""Each removes, in the caller's transaction, what its feature keeps about the resident with that number."""

EXPORTERS: ExtensionPoint[Callable[[Session, int], Mapping[str, object]]] = ExtensionPoint("exporters")
"""Each gives what its feature keeps about a resident, by section; values that JSON can say."""


def export(session: Session, registry: Registry, resident_id: int) -> dict[str, object]:
    """What the features keep about the resident, all sections together."""
    return {name: section for give in registry.all(EXPORTERS) for name, section in give(session, resident_id).items()}
