"""What is kept of where somebody rode: a shape without place, times and ends; and marks that know the track again."""

from collections.abc import Sequence
from heapq import nsmallest
from itertools import pairwise
from math import hypot

from campaigns.rides.judging import Place
from campaigns.rides.tracks import Track

CUT_M = 200.0
"""So much of both ends is never kept: there, people live."""
COARSE_M = 12.0
LEAST_M = 200.0
"""A shape shorter than this is none."""
MARKS = 32
SAME_MARKS = 8
"""Two tracks with so many marks in common are one. Two people who ride side by side share none or one."""
_CELL = 100_000
"""Cells of a hundred-thousandth of a degree: about a metre."""
_STRIDE = 2
_ODD_A, _ODD_B, _MASK = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 2**62 - 1

Shape = list[list[list[int]]]
"""Lines of points: metres east and south of the shape's own corner."""


def shape_of(lines: Sequence[Sequence[Place]]) -> Shape | None:
    """The shape of a ride; None when too little is left without its ends.

    200 m of way are taken from both ends, and whatever else lies within 200 m of them: a ride that passes home again
    does not show it either.
    """
    whole = [place for line in lines for place in line]
    if len(whole) < 2:
        return None
    first, last = whole[0], whole[-1]
    kept = [part for line in _trimmed(lines) for part in _away_from(line, first, last)]
    simple = [_simplified(line) for line in kept if _length(line) >= 2 * COARSE_M]
    if sum(_length(line) for line in simple) < LEAST_M:
        return None
    west = min(place[0] for line in simple for place in line)
    north = max(place[1] for line in simple for place in line)
    return [[[round(x - west), round(north - y)] for x, y in line] for line in simple]


Flat = tuple[float, float]


def _trimmed(lines: Sequence[Sequence[Place]]) -> list[list[Flat]]:
    """The lines without the first and last 200 m of the way."""
    total = sum(_length([place[1:] for place in line]) for line in lines)
    found, gone = [], 0.0
    for line in lines:
        kept: list[Flat] = []
        for number, (_, x, y) in enumerate(line):
            if number:
                gone += hypot(x - line[number - 1][1], y - line[number - 1][2])
            if CUT_M <= gone <= total - CUT_M:
                kept.append((x, y))
        found.append(kept)
    return found


def _away_from(line: Sequence[Flat], first: Place, last: Place) -> list[list[Flat]]:
    parts: list[list[Flat]] = [[]]
    for x, y in line:
        near = any(hypot(x - end[1], y - end[2]) < CUT_M for end in (first, last))
        if not near:
            parts[-1].append((x, y))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]


def _length(line: Sequence[Flat]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line))


def _simplified(line: Sequence[Flat]) -> list[Flat]:
    """Fewer points, none of the left-out ones farther than `COARSE_M` from the line (Douglas and Peucker)."""
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        start, end = todo.pop()
        far, at = 0.0, 0
        for number in range(start + 1, end):
            off = _off(line[number], line[start], line[end])
            if off > far:
                far, at = off, number
        if far > COARSE_M:
            keep.add(at)
            todo += [(start, at), (at, end)]
    return [line[number] for number in sorted(keep)]


def _off(place: Flat, start: Flat, end: Flat) -> float:
    """How far a place lies from a stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    part = ((place[0] - start[0]) * dx + (place[1] - start[1]) * dy) / square if square else 0.0
    part = min(1.0, max(0.0, part))
    return hypot(place[0] - start[0] - part * dx, place[1] - start[1] - part * dy)


def marks_of(track: Track) -> list[int]:
    """Numbers that another export of the same recording has in common with this one, and another recording has not.

    They are the smallest of a scrambling of the cells that were ridden through, whatever the times; where somebody
    stood, others stood too, so standing leaves no marks.
    """
    found: set[int] = set()
    before = (0, 0)
    for latitude, longitude in zip(track.latitude, track.longitude, strict=True):
        cell = (round(latitude * _CELL), round(longitude * _CELL))
        if abs(cell[0] - before[0]) >= _STRIDE or abs(cell[1] - before[1]) >= _STRIDE:
            found.add(_scrambled(*cell))
        before = cell
    return nsmallest(MARKS, found)


def _scrambled(north: int, east: int) -> int:
    value = (north * _ODD_A + east * _ODD_B) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 31)) * _ODD_A) & 0xFFFFFFFFFFFFFFFF
    return (value ^ (value >> 29)) & _MASK
