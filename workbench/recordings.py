"""Recordings of rides: ways of known length, with the noise of a device, as GPX and as FIT."""

import random
import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import cos, pi, radians, sin

Point = tuple[float, float, float]
"""Seconds since 1970, latitude, longitude."""
HOME = (32.2044, 119.4552)
_METRES_A_DEGREE = 6_371_008.8 * radians(1)
START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC).timestamp()


def place(east: float, north: float, home: tuple[float, float] = HOME) -> tuple[float, float]:
    """Degrees of a place so many metres from home."""
    longitude = home[1] + east / (_METRES_A_DEGREE * cos(radians(home[0])))
    return home[0] + north / _METRES_A_DEGREE, (longitude + 180) % 360 - 180


def winding(metres: float) -> tuple[float, float]:
    """A place on a way of half circles of 300 m radius, to the left and to the right, by the length ridden."""
    radius = 300.0
    half = pi * radius
    count, rest = divmod(metres, half)
    angle = rest / radius
    side = 1 if count % 2 == 0 else -1
    return 2 * radius * count + radius * (1 - cos(angle)), side * radius * sin(angle)


def ride(
    length: float = 6000,
    speed: float = 4.5,
    every: float = 1,
    noise: float = 0,
    seed: int = 1,
    start: float = START,
    home: tuple[float, float] = HOME,
) -> list[Point]:
    """A ride of that many metres along the winding way; each position is off by a normal error of `noise` metres."""
    random_ = random.Random(seed)
    points = []
    for number in range(int(length / speed / every) + 1):
        east, north = winding(number * every * speed)
        off = (random_.gauss(0, noise), random_.gauss(0, noise)) if noise else (0, 0)
        points.append((start + number * every, *place(east + off[0], north + off[1], home)))
    return points


def standing(seconds: int, at: Point, noise: float = 0, seed: int = 2) -> list[Point]:
    """Somebody stands there, and the device flickers."""
    random_ = random.Random(seed)
    here = (at[1], at[2])
    return [
        (at[0] + number, *place(random_.gauss(0, noise), random_.gauss(0, noise), here)) for number in range(1, seconds)
    ]


def later(points: Sequence[Point], seconds: float) -> list[Point]:
    """The same, some time later."""
    return [(at + seconds, latitude, longitude) for at, latitude, longitude in points]


def gpx(*segments: Sequence[Point], digits: int = 7, timed: bool = True, head: str = "") -> bytes:
    """A GPX 1.1 file as devices write it, elevation and heart rate included."""
    parts = []
    for segment in segments:
        parts.append("<trkseg>")
        for at, latitude, longitude in segment:
            when = f"<time>{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}</time>" if timed else ""
            parts.append(
                f'<trkpt lat="{latitude:.{digits}f}" lon="{longitude:.{digits}f}"><ele>12.5</ele>{when}'
                "<extensions><hr>120</hr></extensions></trkpt>"
            )
        parts.append("</trkseg>")
    body = "\n".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<gpx version="1.1" creator="test" '
        f'xmlns="http://www.topografix.com/GPX/1/1"><trk><name>ride</name>{body}</trk></gpx>'
    ).encode()


# FIT: a header of 14 bytes, definitions and data messages, checksums (FIT protocol, version 2.0)

_CRC = (0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401, 0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01,
        0x8801, 0x4400)  # fmt: skip
_EPOCH = datetime(1989, 12, 31, tzinfo=UTC).timestamp()


def _after(crc: int, byte: int) -> int:
    """The checksum after one more byte, by halves of bytes."""
    for nibble in (byte & 0xF, byte >> 4):
        crc = (crc >> 4) & 0x0FFF ^ _CRC[crc & 0xF] ^ _CRC[nibble]
    return crc


_STEPS = [_after(0, byte) for byte in range(256)]


def checksum(data: bytes) -> int:
    """The checksum of FIT."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _STEPS[(crc ^ byte) & 0xFF]
    return crc


def fit_file(body: bytes) -> bytes:
    """Messages between a right head and a right checksum."""
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    head += struct.pack("<H", checksum(head))
    return head + body + struct.pack("<H", checksum(head + body))


def fit(points: Iterable[Point], positions: bool = True) -> bytes:
    """A FIT activity: a file_id message and one record a point."""
    body = bytearray()
    body += bytes([0x40, 0, 0]) + struct.pack("<HB", 0, 1) + bytes([0, 1, 0x00])
    body += bytes([0x00, 4])
    fields = [(253, 4, 0x86), *([(0, 4, 0x85), (1, 4, 0x85)] if positions else [])]
    body += bytes([0x41, 0, 0]) + struct.pack("<HB", 20, len(fields)) + b"".join(bytes(one) for one in fields)
    for at, latitude, longitude in points:
        body += bytes([0x01]) + struct.pack("<I", int(at - _EPOCH))
        if positions:
            body += struct.pack("<ii", round(latitude * 2**31 / 180), round(longitude * 2**31 / 180))
    return fit_file(bytes(body))
