"""Live figures, which are looked at twice: when they may be shown, and when they may move. Pure.

A figure over nine people tells about each of them to the other eight. A figure that moves after every entry tells what
the one who just came added: the difference of two looks is a figure over one person.
"""

from collections.abc import Collection

MINIMUM = 10
"""No figure rests on fewer residents, and none moves before so many have changed it."""
FEWEST_FOR_A_SHARE = 30
"""Shares of fewer people say more about chance than about people."""


def may_be_shown(people: int) -> bool:
    """Whether figures over so many residents may be seen at all; zero counts like one to nine."""
    return people >= MINIMUM


def may_move(changed_by: int) -> bool:
    """Whether a shown figure may be replaced, so many further residents having changed what lies behind it."""
    return changed_by >= MINIMUM


def shares_may_be_shown(cells: Collection[int]) -> bool:
    """Whether people may be told by share of each answer: enough of them, and none of the answers by only a few."""
    return sum(cells) >= FEWEST_FOR_A_SHARE and all(may_be_shown(people) for people in cells)
