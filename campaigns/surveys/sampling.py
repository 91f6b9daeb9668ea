"""How many people of each stratum a wave draws, and how closely it will tell. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from campaigns.surveys.rules import Part
from civic.statistics.sample_size import Wish, answers_needed, invitations, margin_of_all

EQUAL, PROPORTIONAL = "equal", "proportional"
ALLOCATIONS = (PROPORTIONAL, EQUAL)
FEWEST_OF_A_STRATUM = 2
"""From a single answer no variance follows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a wave should come to: half the width of a 95 % interval as a share, for the city and, where that is wanted,
    for each district; by which `deff` clusters and weights widen it; the share of those drawn who answer."""

    city: float
    district: float | None
    deff: float
    response: float
    allocation: str

    def wish(self, margin: float) -> Wish:
        """The same for one margin."""
        return Wish(margin, deff=self.deff, response=self.response)


@dataclass(frozen=True, slots=True)
class Line:
    """What one stratum must give: so many answers, of so many people drawn."""

    part: Part
    answers: int
    draw: int


@dataclass(frozen=True, slots=True)
class District:
    """What one district comes to, and its margin."""

    district: str
    population: int
    answers: int
    draw: int
    margin: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The sample of a wave. `for_city` answers would do for the city's margin alone."""

    lines: tuple[Line, ...]
    districts: tuple[District, ...]
    for_city: int
    margin: float

    @property
    def answers(self) -> int:
        """Of all strata."""
        return sum(line.answers for line in self.lines)

    @property
    def draw(self) -> int:
        """Of all strata."""
        return sum(line.draw for line in self.lines)


def plan(parts: Sequence[Part], wanted: Wanted) -> Plan:
    """A sample that meets both margins: what the city needs is shared out among districts, what a district needs is
    its least, and a district's strata share it by the same rule.

    Args:
        parts: strata in the order of their districts, each with at least one person.
    """
    districts = [list(group) for _, group in groupby(parts, key=lambda part: part.district)]
    sizes = [sum(part.population for part in group) for group in districts]
    for_city = answers_needed(wanted.wish(wanted.city), sum(sizes))
    answers = [
        max(shared, _of_district(wanted, size))
        for shared, size in zip(shared_out(for_city, sizes, wanted.allocation), sizes, strict=True)
    ]
    each = [_lines(group, number, wanted) for group, number in zip(districts, answers, strict=True)]
    told = tuple(_district(lines, wanted) for lines in each)
    margin = margin_of_all(wanted.wish(wanted.city), sizes, [one.answers for one in told])
    return Plan(tuple(line for lines in each for line in lines), told, for_city, margin)


def _of_district(wanted: Wanted, population: int) -> int:
    return 0 if wanted.district is None else answers_needed(wanted.wish(wanted.district), population)


def _lines(parts: Sequence[Part], answers: int, wanted: Wanted) -> list[Line]:
    shares = shared_out(answers, [part.population for part in parts], wanted.allocation)
    return [_line(part, share, wanted) for part, share in zip(parts, shares, strict=True)]


def _line(part: Part, answers: int, wanted: Wanted) -> Line:
    drawn = invitations(answers, wanted.wish(wanted.city))
    return Line(part, answers, min(drawn, part.population))


def _district(lines: Sequence[Line], wanted: Wanted) -> District:
    sizes, answers = [line.part.population for line in lines], [line.answers for line in lines]
    margin = margin_of_all(wanted.wish(wanted.city), sizes, answers)
    return District(lines[0].part.district, sum(sizes), sum(answers), sum(line.draw for line in lines), margin)


def shared_out(total: int, sizes: Sequence[int], allocation: str) -> list[int]:
    """A number of answers shared among groups, by their size or equally, the largest remainders rounded up; at least
    two of each group, and never more than it has people."""
    weights = sizes if allocation == PROPORTIONAL else [1] * len(sizes)
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(share) for share in exact]
    order = sorted(range(len(sizes)), key=lambda place: whole[place] - exact[place])
    for place in order[: total - sum(whole)]:
        whole[place] += 1
    return [min(size, max(FEWEST_OF_A_STRATUM, share)) for size, share in zip(sizes, whole, strict=True)]
