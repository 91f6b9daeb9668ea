"""Live figures, which are looked at twice: when they may be shown, and when they may move. Pure.

A figure over nine people tells about each of them to the other eight. A figure that moves after every entry tells what
the one who just came added: the difference of two looks is a figure over one person.
"""

MINIMUM = 10
"""No figure rests on fewer residents, and none moves before so many have changed it."""


def may_be_shown(people: int) -> bool:
    """Whether figures over so many residents may be seen at all; zero counts like one to nine."""
    return people >= MINIMUM


def may_move(changed_by: int) -> bool:
    """Whether a shown figure may be replaced, so many further residents having changed what lies behind it."""
    return changed_by >= MINIMUM
