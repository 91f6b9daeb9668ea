"""Who may see and change entries; pure predicates, used by routes and templates alike."""

from typing import Protocol


class Somebody(Protocol):
    """Who asks."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def id(self) -> int: ...


class Owned(Protocol):
    """What belongs to a resident."""

    @property
    def resident_id(self) -> int: ...


def may_see(actor: Somebody, entry: Owned) -> bool:
    """Only the resident whose entry it is."""
    return actor.is_authenticated and actor.id == entry.resident_id
