"""Who may see a picture: a pure predicate."""

from civic.residents.identity import Actor
from civic.residents.permissions import may_moderate


def may_see(actor: Actor, owner_id: int) -> bool:
    """A picture that is not public: its owner and moderators."""
    return actor.id == owner_id or may_moderate(actor)
