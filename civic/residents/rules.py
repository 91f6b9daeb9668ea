"""What a resident consents to, how many share a home, and how often one moves. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

CONSENT_VERSION = "2026-11"
"""Of the words on the sign-up page and the privacy page; a change of meaning needs a new one."""

HOUSEHOLD_MAX = 10
HOUSEHOLD_CODE_LENGTH = 12

MOVES_EVERY = timedelta(days=90)
"""A season or so: nobody goes from board to board after the places that are ahead."""


class Place(NamedTuple):
    """A district and, if named, a part of it."""

    district_id: str
    subdistrict_id: str | None


class Past(NamedTuple):
    """Where somebody lived before they moved on that day."""

    place: Place
    moved_on: date


def place_on(day: date, past: Sequence[Past], now: Place) -> Place:
    """Where somebody lived on a day; `past` in the order of their moves."""
    return next((before.place for before in past if before.moved_on > day), now)


def may_move_on(past: Sequence[Past], now: Place) -> date | None:
    """The first day on which one may move again; None for any."""
    after = [*(one.place for one in past[1:]), now]
    moves = [one.moved_on for one, to in zip(past, after, strict=False) if not is_naming(one.place, to)]
    return moves[-1] + MOVES_EVERY if moves else None


def is_naming(old: Place, new: Place) -> bool:
    """Whether a part of the same district is named by somebody who had named none: that is no move."""
    return old == Place(new.district_id, None)
