"""Check-ins of many requests, committed together (`civic.committer`)."""

from campaigns.events.services import Arrival, Outcome, check_in_many
from civic.calendar import utc_now
from civic.web import committed, services
from footprint import house


def admitted(arrival: Arrival) -> Outcome:
    """Checks somebody in, and returns when it is durable.

    Raises:
        TryAgain: the database is busy; nothing was written.
    """
    ledger = house.ledger()
    return committed(lambda session: check_in_many(session, ledger, [arrival], utc_now())[0])


def secret_key() -> str:
    """What the codes are signed with."""
    return services().settings.secret_key
