"""Who was erased, remembered beside the database: a restored backup still knows them, and they are erased anew.

A line says a resident's number and when, nothing else. The file lies in the instance folder and is in no backup.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select
from sqlalchemy.orm import Session

from civic.accounts import services as accounts
from civic.feature import Registry
from civic.residents.models import Resident
from civic.residents.services import forget

FILE = "erased.tsv"
Erased = Mapping[int, datetime]
"""Number of a resident → when they were erased."""


def note(folder: Path, erased: Erased) -> None:
    """Writes them down, each in one piece whoever else writes; readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{number}\t{at.isoformat()}\n" for number, at in erased.items())
    with os.fdopen(os.open(folder / FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def read(file: Path) -> Erased:
    """Whom a list names; nobody where there is none.

    Raises:
        ValueError: a line that is none of a list.
    """
    if not file.exists():
        return {}
    lines = (line.split("\t") for line in file.read_text().splitlines())
    return {int(number): datetime.fromisoformat(at) for number, at in lines}


def known_to(connection: Connection) -> Erased:
    """Whom a database itself knows to be erased, whatever its schema; nobody where it has none."""
    if not inspect(connection).has_table(Resident.__tablename__):
        return {}
    found = connection.execute(select(Resident.id, Resident.erased_at))
    return {number: at for number, at in found if at is not None}


def settle(session: Session, registry: Registry, erased: Erased) -> int:
    """After a restore: the erased are erased again, every session is ended, and second factors make no codes.

    A number that came back for somebody who signed up later is left alone.

    Returns:
        How many were erased.
    """
    accounts.distrust_everybody(session)
    back = session.execute(
        select(Resident.id, Resident.account_id, Resident.created_at)
        .where(Resident.erased_at.is_(None))
        .order_by(Resident.id)
    ).all()
    gone = [row for row in back if row.id in erased and row.created_at <= erased[row.id]]
    for row in gone:
        forget(session, registry, row.id, row.account_id, erased[row.id])
    return len(gone)
