"""Files that are no rides, damaged ones, and dangerous ones: each refused with a message, in little memory."""

import gzip
import random
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaigns.rides.reading import answer_to
from campaigns.rides.track_files import MAX_UNPACKED, check_envelope, read_track
from civic.bounded.limits import UPLOAD
from civic.bounded.runner import read_bounded
from civic.errors import Invalid
from workbench import bombs
from workbench.recordings import START, fit, gpx, ride

POINTS = ride(1500)
GOOD = gpx(POINTS)
DURING = {
    name: datetime.fromtimestamp(START + hours * 3600, UTC).isoformat()
    for name, hours in (("starts_at", 0), ("ends_at", 4), ("now", 5))
}
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
ELSEWHERE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">\n'


def with_position(latitude: str, longitude: str = "119.4") -> bytes:
    return GOOD.replace(b"<trkseg>", b"<trkseg>" + f'<trkpt lat="{latitude}" lon="{longitude}"/>'.encode(), 1)


BAD = {
    "nothing": b"",
    "spaces": b"  \n ",
    "text": b"hello",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a ZIP": b"PK\x03\x04" + bytes(100),
    "other XML": b"<html><body/></html>",
    "another namespace": GOOD.replace(b"topografix.com/GPX/1/1", b"example.org/GPX"),
    "cut off": GOOD[: len(GOOD) // 2],
    "a bomb": gpx(POINTS, head=BOMB),
    "a file of the server": gpx(POINTS, head=OUTSIDE),
    "something from elsewhere": gpx(POINTS, head=ELSEWHERE),
    "no points": gpx([]),
    "one point": gpx(POINTS[:1]),
    "no times": gpx(POINTS, timed=False),
    "back in time": gpx([*POINTS[200:], *POINTS[:200]]),
    "not a number": with_position("NaN"),
    "infinite": with_position("inf"),
    "beyond the pole": with_position("90.5"),
    "beyond the date line": with_position("32", "180.5"),
    "words for a position": with_position("north"),
    "no position": GOOD.replace(b"<trkseg>", b"<trkseg><trkpt/>", 1),
    "words for a time": GOOD.replace(b"<time>2026", b"<time>soon", 1),
    "too many points": gpx([(START + number, 32.0, 119.0) for number in range(100_001)]),
    "too deep": GOOD.replace(b"<trkseg>", b"<a>" * 100 + b"</a>" * 100 + b"<trkseg>", 1),
    "a FIT that is cut off": fit(POINTS)[:-500],
    "a FIT with a wrong checksum": fit(POINTS)[:-2] + b"\0\0",
    "a FIT without positions": fit(POINTS, positions=False),
    "a FIT that is only a head": fit(POINTS)[:14],
    "packed and cut off": gzip.compress(GOOD)[:-20],
    "packed nonsense": b"\x1f\x8b" + bytes(range(100)),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_file_that_is_no_ride_is_refused_beside_its_field(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_track(data)
    assert refusal.value.field == "track"


GOOD_ONES = {
    "GPX": GOOD,
    "GPX 1.0": GOOD.replace(b"GPX/1/1", b"GPX/1/0"),
    "no namespace": GOOD.replace(b'xmlns="http://www.topografix.com/GPX/1/1"', b""),
    "packed": gzip.compress(GOOD),
    "UTF-16": GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "a prefix": GOOD.replace(b"xmlns=", b"xmlns:g=")
    .replace(b"<gpx", b"<g:gpx")
    .replace(b"</gpx", b"</g:gpx")
    .replace(b"trkpt", b"g:trkpt")
    .replace(b"trkseg", b"g:trkseg")
    .replace(b"<time>", b"<g:time>")
    .replace(b"</time>", b"</g:time>"),
    "FIT": fit(POINTS),
    "packed FIT": gzip.compress(fit(POINTS)),
}


@pytest.mark.parametrize("data", GOOD_ONES.values(), ids=GOOD_ONES)
def test_every_way_to_write_a_ride_is_read(data: bytes) -> None:
    track = read_track(data)
    assert len(track) == len(POINTS)
    assert track.at[0] == START
    assert track.latitude[7] == pytest.approx(POINTS[7][1], abs=1e-6)


def test_a_time_in_an_extension_is_not_the_points_time() -> None:
    data = GOOD.replace(b"<hr>120</hr>", b"<time>1999-01-01T00:00:00Z</time>")
    assert read_track(data).at[3] == START + 3


def test_a_gzip_bomb_is_stopped_while_it_unpacks() -> None:
    bomb = gzip.compress(bytes(10 * MAX_UNPACKED))
    tracemalloc.start()
    with pytest.raises(Invalid):
        read_track(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MAX_UNPACKED


def test_damage_at_random_is_refused_or_read_but_never_an_accident() -> None:
    chance = random.Random(7)
    short = gpx(POINTS[:100])
    for whole in (short, short[:3000], fit(POINTS[:200]), gzip.compress(GOOD)):
        for _ in range(200):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                read_track(bytes(data))
            except Invalid:
                continue


@pytest.mark.parametrize("make", bombs.TRACKS.values(), ids=bombs.TRACKS)
def test_no_small_file_keeps_the_server_busy(make: bombs.Bomb) -> None:
    """Each is refused for what it is, long before the limits of its process."""
    with pytest.raises(Invalid) as refused:
        read_bounded(answer_to, make(), 1, "track", DURING, replace(UPLOAD, cpu_s=UPLOAD.cpu_s // 2, wall_s=300))
    assert refused.value.field == "track"
    assert "takes too long" not in str(refused.value)
    assert "cannot be read" not in str(refused.value)


def test_what_cannot_be_a_track_is_refused_by_its_first_bytes() -> None:
    for data in (b"", b" ", b"hello", b"PK\x03\x04" + bytes(100), bytes(1000), b"\xff\xd8\xff"):
        with pytest.raises(Invalid):
            check_envelope(data)
    for data in (GOOD, fit(POINTS), gzip.compress(GOOD)):
        check_envelope(data)


def test_an_honest_ride_of_a_day_and_a_night_is_read() -> None:
    points = [(START + number, 32.2 + number * 1e-5, 119.4) for number in range(27 * 3600)]
    for data in (gpx(points), fit(points)):
        assert len(read_track(data)) == len(points)
