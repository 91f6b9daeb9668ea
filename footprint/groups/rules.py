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
    def logged_id(self) -> int: ...
    @property
    def action(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def occurred_on(self) -> date: ...


def counts(line: Line, scope: Scope, since: Since) -> bool:
    """Whether a member's entry counts for the group; what takes one back or stands for it counts where that does."""
    if not scope.first <= line.occurred_on <= scope.last:
        return False
    if line.source.startswith(scope.source):
        return True
    is_later = line.occurred_on >= since.day and line.logged_id > since.entry_id
    return line.action in scope.actions and is_later
