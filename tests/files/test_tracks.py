"""Files that are no rides, damaged ones, and dangerous ones: each refused with a message, in little memory."""

import gzip
import random
import tracemalloc
from time import process_time

import pytest

from campaigns.rides.track_files import MAX_UNPACKED, read_track
from civic.errors import Invalid
from tests.recordings import START, fit, gpx, ride

POINTS = ride(1500)
GOOD = gpx(POINTS)
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
    "no namespace": GOOD.replace(b'xmlns="http://www.topografix.com/GPX/1/1"', b""),
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
    "too many points": gpx([(START + number, 32.0, 119.0) for number in range(200_001)]),
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
    for whole in (GOOD[:20_000], fit(POINTS[:200]), gzip.compress(GOOD)):
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                read_track(bytes(data))
            except Invalid:
                continue


@pytest.mark.parametrize("part", [b"<a/>", b"<?a?>"])
def test_a_small_file_with_millions_of_parts_is_refused_before_the_last(part: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_track(gzip.compress(_OPENED + part * 2_100_000, 1))
    assert refused.value.message == "This is not a GPX file."


def test_an_endless_tag_takes_no_endless_time() -> None:
    file, began = gzip.compress(_OPENED + b'<a b="' + b"x" * 40 * 2**20, 1), process_time()
    with pytest.raises(Invalid):
        read_track(file)
    assert process_time() - began < 5  # ten in small pieces, one in large ones


_OPENED = b'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
