"""Who may see and change entries; pure predicates, used by routes and templates alike."""

from typing import Protocol

from civic.accounts.identity import Actor
from civic.residents.identity import resident_id_of


class Owned(Protocol):
    """What belongs to a resident."""

    @property
    def resident_id(self) -> int: ...


def may_see(actor: Actor, entry: Owned) -> bool:
    """Only the resident whose entry it is."""
    return resident_id_of(actor) == entry.resident_id
