"""Whether figures of one month after the other rise or fall, without supposing how: the test of Mann and Kendall,
exactly. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import median

LONGEST = 200
"""Of how many figures at most the exact distribution is computed, which takes the third power of their number."""


@dataclass(frozen=True, slots=True)
class Trend:
    """What `n` figures in order show.

    `s` counts the pairs of which the later one is higher, less those of which it is lower; `tau` is Kendall's tau-b
    from −1 to 1, None where all are equal; `p` is how probable an S so far from 0 is if every order is as likely;
    `slope` the median change from one place to the next over all pairs of figures (Sen 1968), in their unit.
    """

    n: int
    s: int
    tau: float | None
    p: float
    slope: float


def mann_kendall(series: Sequence[float | None]) -> Trend:
    """The two-sided test; equal figures are taken into account exactly. O(n³).

    Args:
        series: in order of time, one for each month, say; None where there is no figure, and time goes on.

    H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945); M. G. Kendall, "Rank Correlation Methods".
    The orders of a multiset by their number of inversions are the coefficients of the Gaussian multinomial
    (MacMahon 1913).

    Raises:
        ValueError: fewer than 3 figures, or more than `LONGEST`.
    """
    placed = [(place, figure) for place, figure in enumerate(series) if figure is not None]
    figures = [figure for _, figure in placed]
    if not 3 <= len(figures) <= LONGEST:
        raise ValueError(f"{len(figures)} figures, and not 3 to {LONGEST}")
    pairs = list(combinations(figures, 2))
    s = sum((later > earlier) - (later < earlier) for earlier, later in pairs)
    ties = Counter(figures).values()
    untied = len(pairs) - sum(tie * (tie - 1) // 2 for tie in ties)
    orders = list(_by_inversions(len(figures), list(ties), untied))
    extreme = sum(number for inversions, number in enumerate(orders) if abs(untied - 2 * inversions) >= abs(s))
    tau = s / sqrt(len(pairs) * untied) if untied else None
    return Trend(len(figures), s, tau, extreme / sum(orders), _slope(placed))


def _by_inversions(n: int, ties: Sequence[int], most: int) -> list[int]:
    """How many orders have 0, 1, … inversions: the product of 1 − qⁱ over all, divided by those within each tie."""
    powers = Counter(range(1, n + 1))
    powers.subtract(_within(ties))
    counts = [1] + [0] * most
    for power, times in powers.items():
        for _ in range(abs(times)):
            _multiply(counts, power) if times > 0 else _divide(counts, power)
    return counts


def _within(ties: Sequence[int]) -> Iterator[int]:
    for tie in ties:
        yield from range(1, tie + 1)


def _multiply(counts: list[int], power: int) -> None:
    for place in range(len(counts) - 1, power - 1, -1):
        counts[place] -= counts[place - power]


def _divide(counts: list[int], power: int) -> None:
    for place in range(power, len(counts)):
        counts[place] += counts[place - power]


def _slope(placed: Sequence[tuple[int, float]]) -> float:
    pairs = combinations(placed, 2)
    return median((later - earlier) / (there - here) for (here, earlier), (there, later) in pairs)
