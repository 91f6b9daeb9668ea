"""Who may do what with the city's affairs: pure predicates over the actor."""

from civic.accounts.identity import Actor


def may_moderate(actor: Actor) -> bool:
    """Judge what residents sent in."""
    return bool(actor.roles & {"moderator", "administrator"})


def may_run_city(actor: Actor) -> bool:
    """The city's desk: figures, targets, releases."""
    return bool(actor.roles & {"city", "administrator"})


def may_administer(actor: Actor) -> bool:
    """Grant roles, see the audit."""
    return "administrator" in actor.roles


def may_work_here(actor: Actor) -> bool:
    """Stand at the city's desk, whatever the role."""
    return bool(actor.roles)
