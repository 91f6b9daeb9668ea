"""Would it have been done anyway? Whom to ask, what may be answered, and what may be told of the answers. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from civic.disclosure.live import shares_may_be_shown

ANSWERS = ("yes", "no", "unsure")
"""Done anyway; not without the app; cannot say."""
ONE_IN = 20
"""One record in so many is drawn."""
REST = timedelta(days=7)
"""Nobody is asked twice within it."""


def is_drawn(entry_id: int) -> bool:
    """Whether the record with this number is one to ask about: a draw that anybody can repeat and nobody can aim at,
    as the number is given after the record was sent."""
    return int.from_bytes(sha256(f"done anyway {entry_id}".encode()).digest()[:8]) % ONE_IN == 0


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answered what."""

    yes: int
    no: int
    unsure: int

    @property
    def cells(self) -> tuple[int, int, int]:
        """The numbers in the order of ANSWERS."""
        return self.yes, self.no, self.unsure

    @property
    def number(self) -> int:
        """All answers."""
        return sum(self.cells)

    def plus(self, other: "Answers") -> "Answers":
        """Both together."""
        return Answers(self.yes + other.yes, self.no + other.no, self.unsure + other.unsure)

    def minus(self, other: "Answers") -> "Answers":
        """What `other` leaves of them."""
        return Answers(self.yes - other.yes, self.no - other.no, self.unsure - other.unsure)


NOBODY = Answers(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told: all answers together, and those of groups; None and none where they are too few."""

    together: Answers | None
    groups: Mapping[str, Answers]


def told(groups: Mapping[str, Answers]) -> Told:
    """What may be told of the answers by group: no share of few people, not by taking one figure from another either.

    What is left of the whole without the groups that are told is nothing, or may be told itself.
    """
    together = _sum(groups)
    if not shares_may_be_shown(together.cells):
        return Told(None, {})
    shown = {name: found for name, found in groups.items() if shares_may_be_shown(found.cells)}
    while shown and not _may_be_left(together.minus(_sum(shown))):
        del shown[min(shown, key=lambda name: (shown[name].number, name))]
    return Told(together, shown)


def _may_be_left(rest: Answers) -> bool:
    return rest == NOBODY or shares_may_be_shown(rest.cells)


def _sum(groups: Mapping[str, Answers]) -> Answers:
    total = NOBODY
    for found in groups.values():
        total = total.plus(found)
    return total
