"""What the picture of the city stands for, pure: trees for what a district saved, lanterns for who took part there,
leaves for what one person did in a week."""

from dataclasses import dataclass

TREES, LANTERNS, LEAVES, BOATS = 12, 5, 12, 4
"""The most of each that are drawn."""
_EVENING, _MORNING = 18, 6
"""Between these hours of the city's clock it is dark."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a plant of a grove stands in a drawing 96 wide; `turn` is its place in the order of growing, from 1."""

    x: int
    y: int
    turn: int


SPOTS = (
    Spot(39, 41, 5),
    Spot(57, 41, 6),
    Spot(21, 43, 9),
    Spot(75, 43, 2),
    Spot(32, 47, 3),
    Spot(66, 47, 11),
    Spot(10, 49, 12),
    Spot(86, 49, 7),
    Spot(20, 53, 1),
    Spot(76, 53, 8),
    Spot(33, 56, 10),
    Spot(64, 56, 4),
)
"""From the back to the front, so that what is nearer is drawn over what is farther."""


def trees(rate_mg: int, goal_mg: int) -> int:
    """How many trees of a grove are grown at a rate of milligrams per 1,000 residents.

    All of them at the season's goal, one fewer at each half of it, and one as soon as there is anything: so a grove of
    a hundredth and one of a tenth of the goal are told apart at a glance.
    """
    if rate_mg <= 0:
        return 0
    return next((grown for grown in range(TREES, 1, -1) if rate_mg << (TREES - grown) >= goal_mg), 1)


def tree_mg(number: int, goal_mg: int) -> int:
    """The rate at which a grove's tree of that number, from 1, is grown; milligrams per 1,000 residents."""
    return -(-goal_mg // (1 << (TREES - number)))


def lanterns(people: int) -> int:
    """One from 10 people, two from 100, and so on."""
    return min(LANTERNS, len(str(max(people, 0))) - 1)


def leaves(done: int) -> int:
    """One for each thing done."""
    return max(0, min(LEAVES, done))


def is_dark(hour: int) -> bool:
    """Whether lanterns are lit at that hour of the city's clock."""
    return hour >= _EVENING or hour < _MORNING
