"""Rows that are made where they are missing, the same on either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic.database.base import Base


def make_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows whose keys nobody has; others stay as they are, also those that somebody makes at the same time."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(model).values(list(rows)).on_conflict_do_nothing())
