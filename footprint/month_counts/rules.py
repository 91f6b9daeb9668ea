"""What entries of many people add up to, with what must be known to judge whether it may be told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from civic.disclosure.cells import Cell


@dataclass(frozen=True, slots=True)
class Amount:
    """How many people have how much of something together, and how much the one has who has the most."""

    people: int
    amount: int
    most: int

    @property
    def cell(self) -> Cell:
        """The amount as the disclosure rule judges it."""
        return Cell(self.people, self.amount, self.most / self.amount if self.amount else 0.0)


NOBODY = Amount(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one place: what counts, the rest, and both together; somebody may have something of either."""

    part: Amount
    rest: Amount
    whole: Amount


NONE = Tally(NOBODY, NOBODY, NOBODY)


def added(tallies: Iterable[Tally]) -> Tally:
    """Of several places, none of whose people is in another."""
    found = list(tallies)
    return Tally(
        _added([one.part for one in found]), _added([one.rest for one in found]), _added([one.whole for one in found])
    )


def _added(amounts: list[Amount]) -> Amount:
    return Amount(
        sum(one.people for one in amounts),
        sum(one.amount for one in amounts),
        max((one.most for one in amounts), default=0),
    )
