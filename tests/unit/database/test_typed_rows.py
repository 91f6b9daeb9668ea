"""Rows by name: two columns that changed places are refused before anything is read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import column, select

from civic.city.text import Text
from civic.database.typed_rows import RowQuery, RowReader


@dataclass(frozen=True)
class Line:
    """One of each kind."""

    entries: int
    points: int | None
    is_open: bool
    on: date
    at: datetime
    name: Text
    parts: list[str]


NAMES = ("entries", "points", "is_open", "on", "at", "name", "parts")


def test_values_come_back_as_their_fields_say() -> None:
    line = RowReader(Line, select(*map(column, NAMES))).read(
        (3, None, 1, "2026-02-28", "2026-02-28 23:59:59.5", '{"zh": "桥"}', '["a"]')
    )
    at = datetime(2026, 2, 28, 23, 59, 59, 500_000, tzinfo=UTC)
    assert line == Line(3, None, True, date(2026, 2, 28), at, Text({"zh": "桥"}), ["a"])


@pytest.mark.parametrize("names", [("points", "entries", *NAMES[2:]), NAMES[:-1], (*NAMES, "more")])
def test_other_columns_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="Line has the fields"):
        RowQuery(Line, select(*map(column, names)))
