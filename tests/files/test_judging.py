"""Judging tracks of known length; gpxpy says what a reader that trusts every point makes of them."""

import gpxpy
import pytest

from campaigns.rides.judging import FAST, GAP, JUMP, TELEPORT, judge
from campaigns.rides.track_files import read_track
from civic.errors import Invalid
from workbench.recordings import HOME, START, fit, gpx, later, place, ride, standing


@pytest.mark.parametrize("noise", [0, 1, 3, 5])
@pytest.mark.parametrize("speed", [2.5, 4.5, 8])
def test_six_kilometres_are_six_kilometres_however_the_device_flickers(noise: float, speed: float) -> None:
    judged = judge(read_track(gpx(ride(6000, speed, noise=noise))))
    assert 6000 * 0.985 <= judged.distance_m <= 6000 * 1.02
    assert judged.fast_share == 0
    assert not judged.cuts
    assert judged.moving_s == pytest.approx(6000 / speed, abs=35)


def test_a_reader_that_trusts_every_point_overstates_what_we_do_not() -> None:
    data = gpx(ride(6000, noise=3))
    naive = gpxpy.parse(data.decode()).length_2d()
    assert naive > 6000 * 1.3
    assert judge(read_track(data)).distance_m < 6000 * 1.01


def test_standing_is_no_way_and_no_motion() -> None:
    there = ride(3000, noise=4)
    waiting = standing(900, there[-1], noise=4)
    back = later(ride(3000, noise=4, seed=9, home=(there[-1][1], there[-1][2])), waiting[-1][0] + 1 - START)
    judged = judge(read_track(gpx([*there, *waiting, *back])))
    assert judged.distance_m == pytest.approx(6000, rel=0.02)
    assert judged.stops == 1
    assert judged.moving_s == pytest.approx(2 * 3000 / 4.5, abs=65)


def test_a_track_that_never_moves_was_not_ridden() -> None:
    with pytest.raises(Invalid):
        judge(read_track(gpx(standing(1200, (START, *HOME), noise=4))))


@pytest.mark.parametrize(("speed", "share"), [(3, 0.0), (6, 0.0), (9, 0.0), (16, 1.0), (25, 1.0)])
def test_speed_tells_a_ride_from_a_car(speed: float, share: float) -> None:
    judged = judge(read_track(gpx(ride(15_000, speed, noise=3))))
    assert judged.fast_share == pytest.approx(share, abs=0.01)
    assert judged.is_motor is (share > 0)


def test_a_lift_by_car_within_a_ride_is_taken_out_and_told() -> None:
    first = ride(6000, noise=1)
    end = first[-1]
    car = later(ride(2400, 20, home=(end[1], end[2])), end[0] + 1 - START)
    judged = judge(read_track(gpx([*first, *car])))
    assert not judged.is_motor
    assert [cut.reason for cut in judged.cuts] == [FAST]
    assert judged.cuts[0].seconds == pytest.approx(120, abs=31)
    assert judged.distance_m == pytest.approx(6000, abs=500)


def test_one_position_far_away_is_a_jump() -> None:
    points = ride(6000)
    points[700] = (points[700][0], *place(900, 900, (points[700][1], points[700][2])))
    judged = judge(read_track(gpx(points)))
    assert [cut.reason for cut in judged.cuts] == [JUMP]
    assert judged.cuts[0].at_s == pytest.approx(700, abs=1)
    assert judged.distance_m == pytest.approx(6000, rel=0.01)


def test_a_leap_of_five_kilometres_does_not_count() -> None:
    first = ride(3000)
    away = place(5000, 0, (first[-1][1], first[-1][2]))
    second = later(ride(3000, home=away), first[-1][0] + 1 - START)
    judged = judge(read_track(gpx([*first, *second])))
    assert [cut.reason for cut in judged.cuts] == [TELEPORT]
    assert judged.cuts[0].metres == pytest.approx(5000, abs=20)
    assert judged.distance_m == pytest.approx(6000, rel=0.01)


def test_a_tunnel_is_a_gap_and_its_length_is_told() -> None:
    points = ride(6000)
    judged = judge(read_track(gpx(points[:500] + points[700:])))
    assert [cut.reason for cut in judged.cuts] == [GAP]
    assert judged.cuts[0].seconds == pytest.approx(201, abs=1)
    assert judged.distance_m == pytest.approx(6000 - 201 * 4.5, abs=70)


def test_a_device_that_was_paused_goes_on() -> None:
    points = ride(6000)
    judged = judge(read_track(gpx(points[:600], later(points[600:], 900))))
    assert not judged.cuts
    assert judged.distance_m == pytest.approx(6000, rel=0.01)
    assert judged.moving_s == pytest.approx(6000 / 4.5, abs=35)


def test_the_date_line_is_no_leap_around_the_earth() -> None:
    judged = judge(read_track(gpx(ride(6000, home=(-16.8, 179.99)))))
    assert judged.distance_m == pytest.approx(6000, rel=0.01)


@pytest.mark.parametrize("every", [1, 2, 5, 10])
def test_how_often_the_device_looks_matters_little(every: float) -> None:
    assert judge(read_track(gpx(ride(6000, every=every)))).distance_m == pytest.approx(6000, rel=0.015)


def test_fit_and_gpx_of_one_ride_agree() -> None:
    points = ride(6000, noise=3)
    assert judge(read_track(fit(points))).distance_m == pytest.approx(
        judge(read_track(gpx(points))).distance_m, rel=0.001
    )
