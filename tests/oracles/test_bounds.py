"""How closely a hidden amount can be placed, against a solver of linear programs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from civic.disclosure.bounds import Reach
from civic.disclosure.knowledge import Knowledge

amounts = st.lists(st.integers(0, 30), min_size=6, max_size=6)
sums = st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=5)


def _reach(known: list[set[int]], true: list[int]) -> Reach:
    knowledge: Knowledge[str] = Knowledge({})
    for each in known:
        knowledge.learn(knowledge.rest(dict.fromkeys(each, 1)))
    return Reach(knowledge.rows(), true)


@given(sums, amounts, st.integers(0, 5))
def test_an_interval_is_that_of_a_linear_program(known: list[set[int]], true: list[int], asked: int) -> None:
    """A reader has at least as wide an interval as told, and just that where it is less than was asked for."""
    least = 2.0 * max(true[asked], 1)
    low, high = _reach(known, true).interval({asked: 1}, least)
    matrix = np.array([[float(place in each) for place in range(6)] for each in known])
    aim = np.eye(6)[asked]
    found = [linprog(way * aim, A_eq=matrix, b_eq=matrix @ true, method="highs") for way in (1, -1)]
    lowest, highest = found[0].fun, -found[1].fun if found[1].status == 0 else np.inf
    assert lowest - 1e-7 <= low <= true[asked] + 1e-7 and true[asked] - 1e-7 <= high <= highest + 1e-7
    if high - low < least - 1e-7:
        assert abs(high - highest) < 1e-6 and abs(low - lowest) < 1e-6
