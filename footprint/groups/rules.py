"""What counts for a group of residents, pure."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Scope:
    """What counts for a group on its days, first and last included: what its members log of its actions, and all that
    it recorded itself. `source` is what the source of that begins with, like "campaign:7:"."""

    actions: tuple[str, ...]
    source: str
    first: date
    last: date


class Since(NamedTuple):
    """From when on a member's own records count: of that day and later, and recorded after that entry."""

    day: date
    entry_id: int


class Line(Protocol):
    """An entry, as far as it matters here."""

    @property
    def id(self) -> int: ...
    @property
    def reverses_id(self) -> int | None: ...
    @property
    def action(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def occurred_on(self) -> date: ...


def counts(line: Line, scope: Scope, since: Since) -> bool:
    """Whether a member's entry counts for the group; an undoing counts where what it takes back does."""
    if not scope.first <= line.occurred_on <= scope.last:
        return False
    if line.source.startswith(scope.source):
        return True
    is_later = line.occurred_on >= since.day and (line.reverses_id or line.id) > since.entry_id
    return line.action in scope.actions and is_later
