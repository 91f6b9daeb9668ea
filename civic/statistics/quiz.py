"""How well the questions of a quiz work: how hard each is, and whether all ask about one thing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pvariance

from civic.statistics.proportions import wilson

FEWEST_FOR_CORRELATION = 100
"""A correlation of fewer people is off by more than 0.2 either way."""

Marks = Sequence[int | None]
"""For each item 1 where it was answered correctly, 0 where not, None where it was not asked."""


@dataclass(frozen=True, slots=True)
class Item:
    """How `n` people answered an item: `p` is the share of correct answers, from `low` to `high` by Wilson's interval.

    `item_rest` is its correlation with the share of the person's other items that are correct; None for fewer than a
    hundred people with other items, or where either is the same for all.
    """

    n: int
    p: float
    low: float
    high: float
    item_rest: float | None


def items(people: Sequence[Marks], level: float = 0.95) -> list[Item | None]:
    """Each item in order; None for one that nobody was asked.

    Args:
        people: the marks of each, all of the same length.
    """
    return [_item(people, place, level) for place in range(len(people[0]))] if people else []


def kr20(people: Sequence[Marks]) -> float | None:
    """The reliability of the sum of all items, of those who were asked all of them; None for fewer than two items or
    people, or where all have the same sum.

    G. F. Kuder and M. W. Richardson, "The theory of the estimation of test reliability", Psychometrika 2 (1937),
    formula 20, with the variance of the people at hand (divided by n, as p (1 − p) is); it equals Cronbach's alpha.
    """
    whole = [[mark for mark in marks if mark is not None] for marks in people]
    whole = [marks for marks, all_marks in zip(whole, people, strict=True) if marks and len(marks) == len(all_marks)]
    number = len(whole[0]) if whole else 0
    spread = pvariance([sum(marks) for marks in whole]) if whole else 0.0
    if number < 2 or not spread:
        return None
    shares = [fmean(column) for column in zip(*whole, strict=True)]
    return number / (number - 1) * (1 - sum(share * (1 - share) for share in shares) / spread)


def _item(people: Sequence[Marks], place: int, level: float) -> Item | None:
    answers = [mark for marks in people if (mark := marks[place]) is not None]
    if not answers:
        return None
    return Item(len(answers), *wilson(sum(answers), len(answers), level), _item_rest(people, place))


def _item_rest(people: Sequence[Marks], place: int) -> float | None:
    pairs = [(mark, rest) for marks in people if (mark := marks[place]) is not None and (rest := _others(marks, place))]
    if len(pairs) < FEWEST_FOR_CORRELATION:
        return None
    return _correlation([mark for mark, _ in pairs], [fmean(rest) for _, rest in pairs])


def _others(marks: Marks, place: int) -> list[int]:
    return [mark for other, mark in enumerate(marks) if other != place and mark is not None]


def _correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Pearson's; None where either does not vary."""
    spreads = pvariance(one) * pvariance(two)
    middle_one, middle_two = fmean(one), fmean(two)
    together = fmean((a - middle_one) * (b - middle_two) for a, b in zip(one, two, strict=True))
    return float(together / spreads**0.5) if spreads else None
