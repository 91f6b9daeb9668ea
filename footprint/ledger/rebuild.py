"""Makes the derived rows anew from the entries: after a repair, a restore of part of the data, a change of rules."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Table, delete, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from civic.calendar import CityCalendar
from civic.database.engine import Database
from footprint.ledger.derivation import Derivation
from footprint.ledger.maintenance import maintenance_connection
from footprint.ledger.projections.all import PROJECTIONS


def rebuild(database: Database, calendar: CityCalendar) -> None:
    """Replaces every derived row in one transaction. Writers wait; on PostgreSQL readers of these rows do too.

    Raises:
        TryAgain: the database is locked or away; nothing was changed.
    """
    with maintenance_connection(database) as own, own.write() as session:
        if own.dialect == "postgresql":
            # Writers are kept out first: who waits for the ledger holds no sum yet, so nobody waits for the other.
            session.execute(text("LOCK TABLE entry IN SHARE MODE"))
        with closing(Derivation(session, calendar)) as derivation:
            for projection in PROJECTIONS:
                with _emptied(session, projection.table):
                    projection.derive(derivation, projection.table)


@contextmanager
def _emptied(session: Session, table: Table) -> Iterator[None]:
    """The table without rows, and on PostgreSQL without the constraints that slow down filling it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(delete(table))
        yield
        return
    session.execute(text(f"TRUNCATE {table.name}"))
    constraints = [*table.foreign_key_constraints, table.primary_key]
    for constraint in constraints:
        session.execute(DropConstraint(constraint))
    yield
    for constraint in reversed(constraints):
        session.execute(AddConstraint(constraint))
