"""Who may see a picture: a pure predicate."""

from civic.accounts.identity import Actor
from civic.accounts.permissions import may_moderate, may_run_city
from civic.residents.identity import resident_id_of


def may_see(actor: Actor, owner_id: int, *, is_confidential: bool) -> bool:
    """A picture that is not public: its owner, moderators, and, unless it is confidential, the city's staff who approve
    covers."""
    approves = may_run_city(actor) and not is_confidential
    return resident_id_of(actor) == owner_id or may_moderate(actor) or approves
