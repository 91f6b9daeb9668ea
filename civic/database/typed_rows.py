"""Rows of plain values, as drivers and JSON give them, turned into dataclass objects by the names of their columns."""

import json
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Generic, TypeVar, get_type_hints

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, type_coerce
from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import Session

from civic.city.text import Text
from civic.database.driver import CompiledQuery, DriverTransaction, day, instant
from civic.database.engine import Database

Row = TypeVar("Row")


class RowReader(Generic[Row]):
    """Reads rows of a statement's columns as objects of a dataclass whose fields bear the columns' names, in order.

    Instants, days, truths, texts of several languages, lists and dictionaries come back as the field's type says.

    Raises:
        TypeError: fields and columns differ (two swapped columns would swap figures in silence), or a field has a type
            that no column is read as.
    """

    def __init__(self, row: type[Row], statement: Select[*tuple[Any, ...]]) -> None:
        columns, names = list(statement.selected_columns.keys()), [field.name for field in fields(row)]  # type: ignore[arg-type]
        if columns != names:
            raise TypeError(f"{row.__name__} has the fields {names}, its statement the columns {columns}")
        hints = get_type_hints(row)
        self._row = row
        converters = [(place, _converter(hints[name])) for place, name in enumerate(names)]
        self._converters = [(place, convert) for place, convert in converters if convert is not None]

    def read(self, values: Sequence[Any]) -> Row:
        """One row."""
        read = list(values)
        for place, convert in self._converters:
            if read[place] is not None:
                read[place] = convert(read[place])
        return self._row(*read)


class RowQuery(Generic[Row]):
    """A statement that is compiled once and whose rows are objects."""

    def __init__(self, row: type[Row], statement: Select[*tuple[Any, ...]]) -> None:
        self._reader = RowReader(row, statement)
        self._query = CompiledQuery(statement)

    def rows(self, database: Database, **values: Any) -> list[Row]:
        """All rows for these values of its parameters.

        Raises:
            TryAgain: the database is locked or away.
        """
        return [self._reader.read(row) for row in database.rows(self._query, values)]

    def rows_in(self, session: Session, **values: Any) -> list[Row]:
        """The same in a session's own transaction."""
        return [self._reader.read(row) for row in DriverTransaction.of(session).all(self._query, values)]


def as_text(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """A column of JSON as the text that is kept, for a row that reads it itself."""
    return type_coerce(column, TextColumn)


def _localized(value: str) -> Text:
    return Text(json.loads(value))


_CONVERTERS: dict[Any, Callable[[Any], Any] | None] = {
    **dict.fromkeys((int, str, float)),
    datetime: instant,
    date: day,
    bool: bool,
    Text: _localized,
    list: json.loads,
    dict: json.loads,
}


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    """How a field of that type, or of that type or None, is read."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (kind for kind in typing.get_args(hint) if kind is not types.NoneType)
    hint = typing.get_origin(hint) or hint
    if hint not in _CONVERTERS:
        raise TypeError(f"no column is read as {hint}")
    return _CONVERTERS[hint]
