"""Who may run the events of a campaign besides its organizers. Pure."""

from civic.accounts.identity import Actor
from civic.accounts.permissions import may_run_city


def may_look_after_events(actor: Actor) -> bool:
    """The city's staff: they see every event's desk, take back what was checked in wrongly, and call an event off.
    Both are written in the audit book. Planning, changing and checking in are the organizers' alone.
    """
    return may_run_city(actor)
