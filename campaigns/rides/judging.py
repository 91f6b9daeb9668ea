"""Judging a track, pure: how far, how fast, how long in motion, and which parts cannot have been ridden.

A position is some metres wrong, so the way from point to point is longer than the way ridden, even at a standstill.
Therefore positions are averaged over 5 s, the distance is that of steps of at least 15 m, and speeds are those of 30 s.
All three are assumptions that tests hold against tracks of known length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from campaigns.rides.tracks import FIELD, Track
from civic.errors import Invalid

EARTH_M = 6_371_008.8
AVERAGED_S = 5.0
STEP_M = 15.0
WINDOW_S = 30.0
FAST_MPS = 45 / 3.6
"""Nobody cycles faster for long: time above this speed tells a motor from a bicycle."""
MOVING_MPS = STEP_M / WINDOW_S
MOTOR_SHARE = 0.2
FAST_RUN_S = 60.0
"""So long above cycling speed, and the part does not count; a short descent does."""
JUMP_MPS = 150 / 3.6
GAP_S = 60.0
GAP_M = 100.0
LANDED = 5
"""So many points that fit each other but not what was before: the position did not just flicker, it moved."""

JUMP, TELEPORT, GAP, FAST = "jump", "teleport", "gap", "fast"

Place = tuple[float, float, float]
"""Seconds since 1970, and east and north in metres from the first point."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A part that does not count: why, when (seconds after the start), how long, and how many metres it would add."""

    reason: str
    at_s: float
    seconds: float
    metres: float


@dataclass(frozen=True, slots=True)
class TrackJudgement:
    """What a track shows. `lines` are the parts that count, averaged; `stops` are those of a minute and more."""

    started_at: float
    ended_at: float
    distance_m: float
    moving_s: float
    stops: int
    fast_share: float
    cuts: tuple[Cut, ...]
    lines: tuple[tuple[Place, ...], ...]

    @property
    def is_motor(self) -> bool:
        """Whether so much of it was faster than anybody cycles that a person should look at it."""
        return self.fast_share >= MOTOR_SHARE


def judge(track: Track) -> TrackJudgement:
    """Judges a track.

    Raises:
        Invalid: nothing in it can have been ridden.
    """
    cuts: list[Cut] = []
    pieces = [_averaged(piece) for piece in _pieces(_flat(track), track.breaks, cuts)]
    rows = [(piece, _steps(piece)) for piece in pieces]
    windows = [(piece, steps, _windows(piece, steps)) for piece, steps in rows]
    moving = [window for _, _, found in windows for window in found if window.speed >= MOVING_MPS]
    moving_s = sum(window.seconds for window in moving)
    if not moving_s:
        raise Invalid("Nothing in this track was ridden: it stays in one place.", field=FIELD)
    fast_share = sum(window.seconds for window in moving if window.speed > FAST_MPS) / moving_s
    distance_m, lines = 0.0, []
    for piece, steps, found in windows:
        fast = [] if fast_share >= MOTOR_SHARE else _fast_runs(found)
        for run in fast:
            cuts.append(Cut(FAST, run[0] - track.at[0], run[1] - run[0], _metres(steps, *run)))
            moving_s -= run[1] - run[0]
        distance_m += sum(step.metres for step in steps) - sum(_metres(steps, *run) for run in fast)
        lines += _without(piece, fast)
    return TrackJudgement(
        track.at[0],
        track.at[-1],
        distance_m,
        moving_s,
        sum(_stops(found) for _, _, found in windows),
        fast_share,
        tuple(sorted(cuts, key=lambda cut: cut.at_s)),
        tuple(lines),
    )


def _flat(track: Track) -> list[Place]:
    """The points on a plane around the track's middle; across the date line the longitude goes on."""
    latitudes, longitudes = track.latitude, track.longitude
    east = EARTH_M * cos(radians((min(latitudes) + max(latitudes)) / 2)) * radians(1)
    north = EARTH_M * radians(1)
    first, start = longitudes[0], latitudes[0]
    return [
        (at, ((longitude - first + 180) % 360 - 180) * east, (latitude - start) * north)
        for at, latitude, longitude in zip(track.at, latitudes, longitudes, strict=True)
    ]


# Parts that cannot be


def _pieces(points: Sequence[Place], breaks: set[int], cuts: list[Cut]) -> Iterator[list[Place]]:
    """The track in pieces without gaps; positions that flicker are left out, and each such part is noted in `cuts`."""
    start = points[0][0]
    piece, astray = [points[0]], list[Place]()
    for number, point in enumerate(points[1:], 1):
        last = piece[-1]
        seconds = point[0] - last[0]
        if seconds <= 0:
            continue
        if number in breaks or point[0] - (astray[-1] if astray else last)[0] > GAP_S:
            cuts += _gap(last, point, start)
            yield piece
            piece, astray = [point], []
        elif astray and _fits(astray[-1], point):
            astray.append(point)
            if len(astray) >= LANDED:
                cuts.append(Cut(TELEPORT, last[0] - start, astray[0][0] - last[0], _between(last, astray[0])))
                yield piece
                piece, astray = astray, []
        elif _fits(last, point):
            if astray:
                far = max(_between(last, one) for one in astray)
                cuts.append(Cut(JUMP, astray[0][0] - start, seconds, 2 * far))
                astray = []
            piece.append(point)
        else:
            astray = [point]
    yield piece


def _fits(one: Place, other: Place) -> bool:
    dx, dy, seconds = other[1] - one[1], other[2] - one[2], other[0] - one[0]
    reach = JUMP_MPS * seconds
    return dx * dx + dy * dy <= reach * reach


def _gap(last: Place, point: Place, start: float) -> list[Cut]:
    """A silence is worth a word when something was ridden, or leapt over, meanwhile."""
    metres = _between(last, point)
    if metres <= GAP_M:
        return []
    return [Cut(GAP if _fits(last, point) else TELEPORT, last[0] - start, point[0] - last[0], metres)]


def _between(one: Place, other: Place) -> float:
    return hypot(other[1] - one[1], other[2] - one[2])


# Distance and speed


def _averaged(piece: Sequence[Place]) -> list[Place]:
    """The mean of every 5 s; where points are rarer, the points."""
    found: list[Place] = []
    start, slot, count = piece[0][0], 0, 0
    at = east = north = 0.0
    for when, x, y in piece:
        here = int((when - start) / AVERAGED_S)
        if here != slot and count:
            found.append((at / count, east / count, north / count))
            at = east = north = 0.0
            count = 0
        slot = here
        at += when
        east += x
        north += y
        count += 1
    found.append((at / count, east / count, north / count))
    return found


@dataclass(frozen=True, slots=True)
class _Step:
    start: float
    end: float
    metres: float


def _steps(piece: Sequence[Place]) -> list[_Step]:
    """From place to place, each at least 15 m from the one before."""
    found, last = [], piece[0]
    for place in piece[1:]:
        metres = _between(last, place)
        if metres >= STEP_M:
            found.append(_Step(last[0], place[0], metres))
            last = place
    return found


@dataclass(frozen=True, slots=True)
class _Window:
    start: float
    seconds: float
    metres: float

    @property
    def speed(self) -> float:
        """Metres a second."""
        return self.metres / self.seconds


def _windows(piece: Sequence[Place], steps: Sequence[_Step]) -> list[_Window]:
    """Every 30 s of a piece with what was ridden in them; what is left at the end joins the last."""
    start, end = piece[0][0], piece[-1][0]
    count = max(1, int((end - start) / WINDOW_S))
    metres = [0.0] * count
    for step in steps:
        first = min(count - 1, int((step.start - start) / WINDOW_S))
        last = min(count - 1, int((step.end - start) / WINDOW_S))
        pace = step.metres / (step.end - step.start)
        for number in range(first, last + 1):
            begin = max(step.start, start + number * WINDOW_S)
            until = step.end if number == last else start + (number + 1) * WINDOW_S
            metres[number] += pace * (until - begin)
    lengths = [WINDOW_S] * (count - 1) + [end - start - (count - 1) * WINDOW_S]
    return [
        _Window(start + number * WINDOW_S, seconds, metres[number])
        for number, seconds in enumerate(lengths)
        if seconds > 0
    ]


def _fast_runs(windows: Sequence[_Window]) -> list[tuple[float, float]]:
    """When it was faster than cycling for a minute and longer."""
    return _runs(windows, [window.speed > FAST_MPS for window in windows])


def _stops(windows: Sequence[_Window]) -> int:
    return len(_runs(windows, [window.speed < MOVING_MPS for window in windows]))


def _runs(windows: Sequence[_Window], holds: Sequence[bool]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for window, held in zip(windows, holds, strict=True):
        if held and found and found[-1][1] == window.start:
            found[-1] = (found[-1][0], window.start + window.seconds)
        elif held:
            found.append((window.start, window.start + window.seconds))
    return [run for run in found if run[1] - run[0] >= FAST_RUN_S]


def _metres(steps: Sequence[_Step], start: float, end: float) -> float:
    """What was ridden between two instants."""
    return sum(
        step.metres * max(0.0, min(step.end, end) - max(step.start, start)) / (step.end - step.start) for step in steps
    )


def _without(piece: Sequence[Place], runs: Sequence[tuple[float, float]]) -> list[tuple[Place, ...]]:
    """What is left of a piece after some times are taken out."""
    lines, line = [], list[Place]()
    for place in piece:
        if any(start <= place[0] <= end for start, end in runs):
            lines.append(tuple(line))
            line = []
        else:
            line.append(place)
    lines.append(tuple(line))
    return [one for one in lines if len(one) > 1]
