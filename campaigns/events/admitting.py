"""Check-ins of many requests, committed together (`civic.database.group_commit`)."""

from sqlalchemy.orm import Session

from campaigns.events.services import Arrival, Outcome, check_in_many
from campaigns.programme.current import programme
from civic.calendar import utc_now
from civic.errors import TryAgain
from civic.web.context import services, write_together
from footprint import current


def admitted(arrival: Arrival) -> Outcome:
    """Checks somebody in, and returns when it is durable.

    Raises:
        TryAgain: the database is busy; nothing was written.
    """
    ledger, action = current.ledger(), programme().attendance

    def admit(session: Session) -> Outcome:
        return check_in_many(session, ledger, [arrival], utc_now(), action=action)[0]

    try:
        return write_together(admit)
    except TryAgain:
        # Two phones that scan the same person at once can meet in opposite order; PostgreSQL gives one of them up.
        # Nothing was written of it, and once more finds the other's.
        return write_together(admit)


def secret_key() -> str:
    """What the codes are signed with."""
    return services().settings.secret_key
