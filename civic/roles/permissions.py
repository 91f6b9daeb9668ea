"""Who may set up a second factor: a pure predicate."""

from civic.accounts.identity import Actor


def may_have_factor(_actor: Actor) -> bool:
    """Everybody with an account: it must stand before a role can be granted."""
    return True
