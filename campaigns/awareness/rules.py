"""Who is asked what in a wave of the quiz, and in which order; what may be told of a wave. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from civic.disclosure.live import may_be_shown, shares_may_be_shown

TITLE_MAX = 40
LONGEST_DAYS = 92
RARELY_CHOSEN = 0.10
"""A wrong answer that fewer people choose than this share does not do its work."""
MILLION = 1_000_000


def ranked(seed: int, resident_id: int, what: str, names: Collection[str]) -> list[str]:
    """The names in an order of the resident's own, the same at every look; without the seed nobody can foretell it."""
    return sorted(names, key=lambda name: sha256(f"{seed} {resident_id} {what} {name}".encode()).digest())


def paper(
    seed: int, resident_id: int, core: Collection[str], others: Collection[str], drawn: int, answered: Collection[str]
) -> list[str]:
    """The items of one resident in a wave, in their order: the core and so many others. What was answered stays among
    them, also when the bank has grown since."""
    first = sorted(ranked(seed, resident_id, "drawn", others), key=lambda name: name not in answered)
    return ranked(seed, resident_id, "order", {*core, *first[:drawn]})


def places(seed: int, resident_id: int, item: str, answers: int) -> list[int]:
    """The answers of an item, by their place in the bank, in the order in which a resident sees them."""
    return [int(name) for name in ranked(seed, resident_id, item, [str(place) for place in range(answers)])]


def overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Whether two spans of days have a day in common."""
    return first[0] <= second[1] and second[0] <= first[1]


# What may be told of a wave


@dataclass(frozen=True, slots=True)
class Answers:
    """How many people chose each answer of an item, the right one first."""

    cells: tuple[int, ...]

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self.cells)

    @property
    def right(self) -> int:
        """Who chose the right one."""
        return self.cells[0] if self.cells else 0

    def minus(self, other: "Answers") -> "Answers":
        """What `other` leaves of them."""
        return Answers(tuple(own - theirs for own, theirs in zip(self.cells, other.cells, strict=True)))


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of an item; None where too few people stand behind it. `cells` are those of the answers, `first`
    the right and all of those who were asked for the first time."""

    people: int
    right: int | None
    cells: tuple[int | None, ...]
    first: tuple[int, int] | None


def told(answers: Answers, first: Answers) -> Told | None:
    """What may be told of an item, `first` being those of `answers` who met it for the first time; None for nothing.

    No number is of fewer than ten people, none can be had by taking told ones from each other.
    """
    if not may_be_shown(answers.people):
        return None
    has_share = _has_share(answers)
    cells = _told_cells(answers) if has_share else (None,) * len(answers.cells)
    is_told = has_share and _has_share(first) and _may_be_left(answers.minus(first))
    return Told(
        answers.people,
        answers.right if has_share else None,
        cells,
        (first.right, first.people) if is_told else None,
    )


def _has_share(answers: Answers) -> bool:
    return shares_may_be_shown((answers.right, answers.people - answers.right))


def _may_be_left(rest: Answers) -> bool:
    """Whether what told first answers leave of all told ones is nobody, or enough people of either kind."""
    return not rest.people or (may_be_shown(rest.right) and may_be_shown(rest.people - rest.right))


def _told_cells(answers: Answers) -> tuple[int | None, ...]:
    """The cells without those of few people. A single hidden one would be what the others leave of the whole, so then
    the smallest of the others is hidden too; the right answer is always told."""
    hidden = {place for place, people in enumerate(answers.cells) if place and not may_be_shown(people)}
    while hidden and (len(hidden) < 2 or not may_be_shown(sum(answers.cells[place] for place in hidden))):
        rest = [place for place in range(1, len(answers.cells)) if place not in hidden]
        if not rest:
            break
        hidden.add(min(rest, key=lambda place: answers.cells[place]))
    return tuple(None if place in hidden else people for place, people in enumerate(answers.cells))


def is_rare(people: int | None, of: int) -> bool:
    """Whether a wrong answer is chosen by too few to be worth offering. A hidden number is of fewer than ten people or
    stands beside one: it is judged by nobody."""
    return people is not None and people < RARELY_CHOSEN * of


def millionths(value: float | None) -> int | None:
    """A coefficient as it is kept."""
    return None if value is None else round(value * MILLION)
