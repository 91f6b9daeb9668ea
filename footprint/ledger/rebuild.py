"""Makes the derived rows anew from the entries: after a repair, a restore of part of the data, a change of rules."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Table, delete, insert, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from civic.calendar import CityCalendar
from civic.database.engine import Database
from footprint.ledger.derivation import derive
from footprint.ledger.maintenance import roomy
from footprint.ledger.models import PlaceTotal, ResidentTotal

_residents: Table = ResidentTotal.metadata.tables[ResidentTotal.__tablename__]


def rebuild(database: Database, calendar: CityCalendar) -> None:
    """Replaces every derived row in one transaction. Writers wait; on PostgreSQL readers of these rows do too.

    Raises:
        TryAgain: the database is locked or away; nothing was changed.
    """
    with roomy(database) as own, own.write() as session:
        with _emptied(session):
            places = derive(session, calendar, _residents)
        session.execute(delete(PlaceTotal))
        rows = [
            {"period": period, "district_id": district_id, "shard": 0, **figures}
            for (period, district_id), figures in sorted(places.items())
        ]
        if rows:
            session.execute(insert(PlaceTotal), rows)


@contextmanager
def _emptied(session: Session) -> Iterator[None]:
    """The table of residents' sums without rows, and on PostgreSQL without the constraints that slow down filling it.

    Writers are kept out first: who waits for the ledger holds no sum yet, so nobody waits for the other.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(delete(ResidentTotal))
        yield
        return
    session.execute(text("LOCK TABLE entry IN SHARE MODE"))
    session.execute(text("TRUNCATE resident_total"))
    constraints = [*_residents.foreign_key_constraints, _residents.primary_key]
    for constraint in constraints:
        session.execute(DropConstraint(constraint))
    yield
    for constraint in reversed(constraints):
        session.execute(AddConstraint(constraint))
