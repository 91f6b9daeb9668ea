"""What staff do at the desk that is no feature's own."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.errors import NotFound
from civic.residents.audit import resident_subject
from civic.staff import queries


def look_at(session: Session, clerk: Actor, resident_id: int, now: datetime) -> queries.KnownResident:
    """What staff see of a resident; that they looked stands in the audit book.

    Raises:
        NotFound: there is none (any more).
    """
    found = queries.resident(session, resident_id)
    if found is None:
        raise NotFound()
    record(session, by(clerk), "look at resident", resident_subject(resident_id), "", now)
    return found
