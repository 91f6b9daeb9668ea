"""Who may see a picture: a pure predicate."""

from civic.residents.identity import Actor
from civic.residents.permissions import may_moderate, may_run_city


def may_see(actor: Actor, owner_id: int) -> bool:
    """A picture that is not public: its owner, moderators, and the city's staff who approve covers."""
    return actor.id == owner_id or may_moderate(actor) or may_run_city(actor)
