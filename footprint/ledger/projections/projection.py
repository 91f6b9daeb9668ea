"""What a projection is: one table derived from the ledger, and all that record, undo, rebuild and verify need of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from footprint.ledger.derivation import Derivation
from footprint.ledger.rules import Before, Periods

SHARD = "shard"
"""Key column of tables whose rows many residents share: PostgreSQL's writers each take another; readers add them up."""

Row = Mapping[str, Any]
"""Values by column name."""


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry that is appended now: its columns, the periods around its day, what stood before it, and the city's day
    on which it is told."""

    row: Row
    around: Periods
    before: Before
    told_on: date

    @property
    def periods(self) -> Mapping[str, str]:
        """The keys of the periods that it counts in, by kind."""
        return self.around.keys(self.row["season"])

    @property
    def sign(self) -> int:
        """1 for an entry, -1 for one that takes another back."""
        return 1 if self.row["reverses_id"] is None else -1


@dataclass(frozen=True)
class Projection:
    """A derived table. Its key columns say what a row is about, every other column is a figure that entries add to."""

    table: Table
    moves: Callable[[Movement], Iterable[Row]]
    """What an entry adds to which rows: key and figures, without the shard."""
    derive: Callable[[Derivation, Table], None]
    """Fills an empty table of the same columns from the ledger alone."""

    @property
    def name(self) -> str:
        return self.table.name

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.table.primary_key if column.name != SHARD)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.table.c if not column.primary_key)

    @property
    def is_sharded(self) -> bool:
        return SHARD in self.table.c
