"""Who keeps the city's papers about privacy: a pure predicate."""

from civic.accounts.identity import Actor
from civic.accounts.permissions import may_run_city


def may_keep_papers(actor: Actor) -> bool:
    """Whoever runs the city's desk."""
    return may_run_city(actor)
