"""The rows of a query as one column of the query around it: JSON there, dataclass objects again in Python.

A page that shows several lists reads them all in one statement this way, and the JSON itself names what the page says.
"""

import json
import re
from typing import Any, Generic, TypeVar

from sqlalchemy import FromClause, ScalarSelect, Select, func, select
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from civic.database.typed_rows import RowReader

Row = TypeVar("Row")


class _json_rows(GenericFunction[str]):  # noqa: N801 (functions are named as SQL names them)
    """All rows of a table of values, as JSON."""

    type = TextColumn()
    inherit_cache = True


@compiles(_json_rows, "sqlite")
def _in_sqlite(function: _json_rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(function.clauses, **options)}))"


@compiles(_json_rows, "postgresql")
def _in_postgresql(function: _json_rows, compiler: SQLCompiler, **options: Any) -> str:
    values = compiler.process(function.clauses, **options)
    return f"CAST(coalesce(json_agg(json_build_array({values})), '[]') AS TEXT)"


class JsonRows(Generic[Row]):
    """All rows of `query`, in no order that could be relied on, as one column that is read back as `row`s.

    Args:
        row: a dataclass; see `RowReader`.
        query: selects its fields. It needs no `correlate`.
        of: the table of the query around it to whose row the rows belong.

    Raises:
        TypeError: see `RowReader`.
        ValueError: the query does not speak of `of`, or reads all of it: every page would show everybody's rows.
    """

    def __init__(self, row: type[Row], query: Select[*tuple[Any, ...]], of: FromClause | None = None) -> None:
        self._reader = RowReader(row, query)
        found = (query if of is None else query.correlate(of)).subquery()
        self.column: ScalarSelect[str] = select(func._json_rows(*found.c)).scalar_subquery()
        if of is not None:
            _check_correlation(self.column, of)

    def read(self, text: str | None) -> list[Row]:
        """The rows of a value of `column`; none where it is empty."""
        return [self._reader.read(values) for values in json.loads(text or "[]")]


def _check_correlation(column: ScalarSelect[str], of: FromClause) -> None:
    """Whether the rows are those of one row of `of`: only the query around reads that table."""
    statement = str(select(column).select_from(of).compile(dialect=sqlite.dialect()))
    name = re.escape(str(getattr(of, "name", of)))
    reads = re.findall(rf"(?:FROM|JOIN|,)\s+{name}\b(?!\.)", statement)
    if len(reads) != 1 or not re.search(rf"\b{name}\.", statement):
        raise ValueError(f"this query does not belong to one row of {name}:\n{statement}")
