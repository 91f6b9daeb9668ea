"""The rows of a query as one value: JSON, an array of arrays.

A page that shows several lists reads them all in one statement this way, and the values themselves name what the page
says (see `civic.caching.kept`).
"""

import json
from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class _json_rows(GenericFunction[str]):  # noqa: N801 (functions are named as SQL names them)
    """All rows of a table of values, as JSON."""

    type = Text()
    inherit_cache = True


@compiles(_json_rows, "sqlite")
def _in_sqlite(function: _json_rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(function.clauses, **options)}))"


@compiles(_json_rows, "postgresql")
def _in_postgresql(function: _json_rows, compiler: SQLCompiler, **options: Any) -> str:
    values = compiler.process(function.clauses, **options)
    return f"CAST(coalesce(json_agg(json_build_array({values})), '[]') AS TEXT)"


def json_rows(query: Select[*tuple[Any, ...]]) -> ScalarSelect[str]:
    """The rows of `query`, in no order that could be relied on, as one column of the query around it.

    Args:
        query: says by `correlate` which tables are those of the query around it; instants come out as text.
    """
    found = query.subquery()
    return select(func._json_rows(*found.c)).scalar_subquery()


def read_rows(value: str) -> list[list[Any]]:
    """What `json_rows` gave, as lists."""
    rows: list[list[Any]] = json.loads(value)
    return rows
