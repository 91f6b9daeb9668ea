"""The boards that there are, for the page that offers them: features above add theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from civic.feature import ExtensionPoint


@dataclass(frozen=True, slots=True)
class BoardLink:
    """A way to a board; `title` and `text` are msgids, `values` those of its address."""

    endpoint: str
    title: str
    text: str
    order: int
    icon: str = "board"
    values: Mapping[str, Any] = field(default_factory=dict)
    of_seasons: bool = False
    """Whether it shows a season that is over too, by `period` and `key`."""


BOARD_LINKS: ExtensionPoint[BoardLink] = ExtensionPoint("boards")
