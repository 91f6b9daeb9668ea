"""Live figures, which are looked at twice: when they may be shown, and when they may move. Pure.

A figure over nine people tells about each of them to the other eight. A figure that moves after every entry tells what
the one who just came added: the difference of two looks is a figure over one person.
"""

from collections.abc import Collection, Sequence

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


# Parts of a figure, in an order: kinds of evidence from the weakest on


def told_together(people: Sequence[int]) -> list[list[int]]:
    """Which parts of a figure are told together, so that none of them is of few people; parts of nobody are in none.

    A part of few is told with the part before it, as no more than that; the first ones with the next that is of enough.

    Args:
        people: how many have something in each part; the same person may be in several.
    """
    groups: list[list[int]] = []
    few: list[int] = []
    for place in reversed([place for place, number in enumerate(people) if number]):
        few.insert(0, place)
        if may_be_shown(max(people[one] for one in few)):
            groups.insert(0, few)
            few = []
    if few:
        groups[:1] = [few + (groups[0] if groups else [])]
    return groups


def put_together(amounts: Sequence[int], groups: Sequence[Sequence[int]]) -> list[int]:
    """The amounts with those of each group in the place of its first part."""
    told = [0] * len(amounts)
    for group in groups:
        told[group[0]] = sum(amounts[place] for place in group)
    return told


def parts_may_move(groups: Sequence[Sequence[int]], changed_by: Sequence[int]) -> bool:
    """Whether parts that are told may be replaced, so many residents having changed each: nobody or enough of them.

    A part of nobody is told in no group; those who emptied it must be enough by themselves, or what they had is read
    off the part that it was told with.
    """
    told = {place for group in groups for place in group}
    most = [max(changed_by[place] for place in group) for group in groups]
    emptied = [number for place, number in enumerate(changed_by) if place not in told]
    return all(number == 0 or may_move(number) for number in (*most, *emptied))


def moved_parts(
    amounts: Sequence[int], groups: Sequence[Sequence[int]], changed_by: Sequence[int], *, are_told: bool
) -> list[int] | None:
    """The parts of a figure as they are told from now on, those of each group put together; None where they stay as
    they `are_told`, as too few have changed one of them."""
    return None if are_told and not parts_may_move(groups, changed_by) else put_together(amounts, groups)
