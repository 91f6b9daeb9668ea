"""Who reads the audit book: pure predicates."""

from civic.accounts.identity import Actor
from civic.accounts.permissions import may_administer


def may_read_own_acts(actor: Actor) -> bool:
    """Everybody who works here, what they did themselves."""
    return bool(actor.roles)


def may_read_all(actor: Actor) -> bool:
    """What everybody did."""
    return may_administer(actor)
