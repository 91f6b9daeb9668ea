"""What may be shown of groups that are parts of a place with a board of its own. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from civic.disclosure.live import may_be_shown


class People(NamedTuple):
    """How many took part, and how many of them saved something."""

    participants: int
    savers: int

    @property
    def are_few(self) -> bool:
        """Whether figures over them would tell about one of them; nobody is not few."""
        return any(number > 0 and not may_be_shown(number) for number in self)


def telling(shown: Mapping[str, People], hidden: Iterable[People], whole: People) -> frozenset[str]:
    """The parts that must not be shown, smallest first, so that what is left of the whole is of enough people, or of
    nobody: whoever subtracts the parts from it has that.

    Somebody may be in two parts, so what is left are at least the hidden ones.
    """
    hidden = list(hidden)
    kept = dict(sorted(shown.items(), key=lambda part: (part[1], part[0])))
    found: set[str] = set()
    while kept and _left(kept.values(), hidden, whole).are_few:
        smallest = next(iter(kept))
        hidden.append(kept.pop(smallest))
        found.add(smallest)
    return frozenset(found)


def _left(shown: Iterable[People], hidden: Iterable[People], whole: People) -> People:
    parts = list(shown)
    taken_away = (
        whole.participants - sum(one.participants for one in parts),
        whole.savers - sum(one.savers for one in parts),
    )
    known = list(hidden)
    least = (sum(one.participants for one in known), sum(one.savers for one in known))
    return People(max(taken_away[0], least[0]), max(taken_away[1], least[1]))
