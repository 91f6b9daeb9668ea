"""Reading FIT, the recordings of sports devices (Flexible and Interoperable Data Transfer protocol, version 2.0).

Only positions and times are taken. Of everything else just the length counts, so a message costs the same however many
fields somebody gave it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from campaigns.rides.tracks import FIELD, Track
from civic.errors import Invalid

MAX_BYTES = 12 * 2**20
"""A day and a night at a point a second, with a hundred bytes a point."""
MAX_MESSAGES = 500_000
"""Five for each of the most points that are taken: heart rate and the like may be messages of their own."""
_DEGREES = 180 / 2**31
"""FIT says angles in semicircles."""
_EPOCH_S = datetime(1989, 12, 31, tzinfo=UTC).timestamp()
_EARLIEST_S = 0x10000000
"""Below it, a time counts from when the device was switched on."""
_NO_ANGLE, _NO_TIME = 0x7FFFFFFF, 0xFFFFFFFF
_RECORD, _LATITUDE, _LONGITUDE, _TIME = 20, 0, 1, 253
_PACKED_TIME, _DEFINITION, _WITH_DEVELOPER_FIELDS = 0x80, 0x40, 0x20
_DATA_BEGINS_AT_LEAST = 12


def read_fit(data: bytes) -> Track:
    """The positions of a FIT file, or of several in a row, with their times.

    Raises:
        Invalid: it is damaged, cut off, too large, or has no positions.
    """
    if len(data) > MAX_BYTES:
        raise Invalid("Unpacked, the file is larger than %(most)s MB.", field=FIELD, most=MAX_BYTES // 2**20)
    track, budget = Track(), iter(range(MAX_MESSAGES))
    try:
        for body in _bodies(data):
            _Body(body, track, budget).read()
    except (struct.error, IndexError) as damage:
        raise _cut_off() from damage
    if not len(track) and not track.untimed:
        raise Invalid("The file has no positions. Was the ride recorded indoors?", field=FIELD)
    return track.checked()


def _bodies(data: bytes) -> Iterator[bytes]:
    """The messages of each file: between its head, which says their length, and its checksum."""
    start = 0
    while start < len(data):
        size, length, kind = data[start], *struct.unpack_from("<I4s", data, start + 4)
        end = start + size + length
        if size < _DATA_BEGINS_AT_LEAST or kind != b".FIT" or end + 2 > len(data):
            raise _cut_off()
        if _checksum(data[start:end]) != int.from_bytes(data[end : end + 2], "little"):
            raise Invalid("The file was damaged on its way: its checksum is wrong.", field=FIELD)
        yield data[start + size : end]
        start = end + 2


@dataclass(frozen=True, slots=True)
class _Definition:
    """How long the messages of a kind are, and where in them the time and the position stand; None: nowhere."""

    size: int
    order: str
    time: int | None
    latitude: int | None
    longitude: int | None


class _Body:
    """The messages of one file, from first to last; all files share the budget of messages."""

    def __init__(self, body: bytes, track: Track, budget: Iterator[int]) -> None:
        self._body = body
        self._track = track
        self._budget = budget
        self._definitions: dict[int, _Definition] = {}
        self._at = 0
        self._time: int | None = None

    def read(self) -> None:
        for _ in self._budget:
            if self._at == len(self._body):
                return
            head = self._body[self._at]
            self._at += 1
            if head & _PACKED_TIME:
                self._message(head >> 5 & 3, head & 31)
            elif head & _DEFINITION:
                self._define(head & 15, bool(head & _WITH_DEVELOPER_FIELDS))
            else:
                self._message(head & 15, None)
        raise Invalid("There is too much in this file for a ride.", field=FIELD)

    def _define(self, kind: int, has_developer_fields: bool) -> None:
        order = ">" if self._body[self._at + 1] else "<"
        (meaning,) = struct.unpack_from(order + "H", self._body, self._at + 2)
        self._at += 4
        places: dict[int, int] = {}
        size = 0
        for number, length in self._fields():
            if length == 4:
                places[number] = size
            size += length
        if has_developer_fields:
            size += sum(length for _, length in self._fields())
        on_record = places if meaning == _RECORD else {}
        self._definitions[kind] = _Definition(
            size, order, places.get(_TIME), on_record.get(_LATITUDE), on_record.get(_LONGITUDE)
        )

    def _fields(self) -> Iterator[tuple[int, int]]:
        """Number and length of each field that is listed here."""
        count = self._body[self._at]
        listed = self._body[self._at + 1 : self._at + 1 + 3 * count]
        self._at += 1 + 3 * count
        if len(listed) != 3 * count:
            raise _cut_off()
        return zip(listed[0::3], listed[1::3], strict=True)

    def _message(self, kind: int, offset: int | None) -> None:
        found = self._definitions.get(kind)
        if found is None or self._at + found.size > len(self._body):
            raise _cut_off()
        begin, self._at = self._at, self._at + found.size
        time = self._told_time(found, begin, offset)
        if found.latitude is None or found.longitude is None:
            return
        latitude, longitude = (
            struct.unpack_from(found.order + "i", self._body, begin + place)[0]
            for place in (found.latitude, found.longitude)
        )
        if _NO_ANGLE not in (latitude, longitude):
            self._track.add(time, latitude * _DEGREES, longitude * _DEGREES)

    def _told_time(self, found: _Definition, begin: int, offset: int | None) -> float | None:
        """The message's own time, or the last one and the few seconds that its first byte adds."""
        if found.time is not None:
            (told,) = struct.unpack_from(found.order + "I", self._body, begin + found.time)
            self._time = told if told != _NO_TIME else None
        elif offset is None:
            return None
        elif self._time is not None:
            self._time += (offset - self._time) & 31
        return None if self._time is None or self._time < _EARLIEST_S else self._time + _EPOCH_S


def _cut_off() -> Invalid:
    return Invalid("The file is damaged or was cut off: it is not a complete FIT file.", field=FIELD)


def _checksums() -> list[int]:
    """What each byte does to the checksum (CRC-16 with the polynomial 0xA001, from the low end)."""
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
        table.append(byte)
    return table


_CHECKSUMS = _checksums()


def _checksum(data: bytes) -> int:
    crc, table = 0, _CHECKSUMS
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc
