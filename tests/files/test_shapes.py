"""What is kept of a way: not its ends, not its place; and what knows it again."""

from itertools import pairwise
from math import hypot

from campaigns.rides.judging import judge
from campaigns.rides.shapes import SAME_MARKS, marks_of, shape_of
from campaigns.rides.track_files import read_track
from workbench.recordings import START, fit, gpx, later, ride, standing


def length(shape: list[list[list[int]]]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for line in shape for a, b in pairwise(line))


def test_the_ends_are_never_kept() -> None:
    judged = judge(read_track(gpx(ride(6000))))
    shape = shape_of(judged.lines)
    assert shape is not None
    assert 5300 < length(shape) < 5620
    assert len(shape) == 1


def test_a_shape_says_nothing_of_where_it_lies() -> None:
    here = shape_of(judge(read_track(gpx(ride(6000)))).lines)
    there = shape_of(judge(read_track(gpx(ride(6000, home=(32.2044, 20.0))))).lines)
    assert here == there
    assert here is not None
    assert min(x for line in here for x, _ in line) == 0 == min(y for line in here for _, y in line)


def test_passing_home_again_does_not_show_home() -> None:
    first = ride(3000)
    back = [(first[-1][0] + 1 + number, *point[1:]) for number, point in enumerate(reversed(first))]
    again = later(first, back[-1][0] + 1 - START)
    track = read_track(gpx([*first, *back, *again]))
    judged = judge(track)
    whole = [place for line in judged.lines for place in line]
    shape = shape_of(judged.lines)
    assert shape is not None
    assert len(shape) == 3
    assert length(shape) < judged.distance_m - 4 * 200 * 1.5
    assert whole[0][1:] != whole[-1][1:]


def test_a_short_ride_has_no_shape() -> None:
    assert shape_of(judge(read_track(gpx(ride(550)))).lines) is None


def common(one: bytes, other: bytes) -> int:
    return len(set(marks_of(read_track(one))) & set(marks_of(read_track(other))))


def test_the_same_recording_is_known_again() -> None:
    points = ride(6000, noise=3)
    original = gpx(points)
    for copy in (
        gpx(points, digits=6),
        gpx(later(points, 3600)),
        gpx(points[::2]),
        gpx(points[100:]),
        fit(points),
        gpx(points[:600], points[600:]),
    ):
        assert common(original, copy) >= SAME_MARKS


def test_riding_side_by_side_is_no_fraud() -> None:
    waiting = [(START, *ride(1)[0][1:])]
    for seed in range(20):
        one = [*standing(600, waiting[0], 3, seed), *later(ride(6000, noise=3, seed=seed), 601)]
        other = [*standing(600, waiting[0], 3, seed + 50), *later(ride(6000, noise=3, seed=seed + 50), 601)]
        assert common(gpx(one), gpx(other)) < SAME_MARKS // 2
