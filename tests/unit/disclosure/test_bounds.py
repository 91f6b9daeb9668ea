"""How closely a hidden amount can be placed."""

from civic.disclosure.bounds import Reach
from civic.disclosure.knowledge import Knowledge


def test_two_amounts_of_a_sum_trade_with_each_other() -> None:
    """7 and 3 make 10: each can be all of it."""
    reach = Reach(_ten().rows(), [7, 3, 0, 0, 0, 0])
    assert reach.interval({0: 1}, 14) == reach.interval({1: 1}, 14) == (0, 10)
    assert reach.interval({0: 1, 1: 1}, 10) == (10, 10)


def _ten() -> Knowledge[str]:
    knowledge: Knowledge[str] = Knowledge({})
    knowledge.learn(knowledge.rest({0: 1, 1: 1}))
    return knowledge
