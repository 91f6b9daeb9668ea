"""FIT in all the ways in which devices write it, held against another reader; and damaged in all the ways there are."""

import base64
import io
import random
import struct

import pytest
from fitdecode import FIT_FRAME_DATA, CrcCheck, ErrorHandling, FitParseError, FitReader  # type: ignore[import-untyped]

from campaigns.rides.fit import read_fit
from campaigns.rides.track_files import read_track
from campaigns.rides.tracks import Track
from civic.errors import Invalid
from workbench.recordings import START, fit, fit_file, ride

EPOCH_S = 631_065_600
BEGAN = int(START) - EPOCH_S
TIME, LATITUDE, LONGITUDE = (253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85)
Field = tuple[int, int, int]


def told_by_another(data: bytes) -> Track:
    """The same file, read by fitdecode."""
    track = Track()
    with FitReader(io.BytesIO(data), check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.RAISE) as frames:
        for frame in frames:
            if frame.frame_type != FIT_FRAME_DATA or frame.name != "record":
                continue
            at, *place = (
                frame.get_value(name, fallback=None) for name in ("timestamp", "position_lat", "position_long")
            )
            if None not in place:
                track.add(at.timestamp() if hasattr(at, "timestamp") else None, *(one * 180 / 2**31 for one in place))
    return track.checked()


def definition(
    *fields: Field, meaning: int = 20, kind: int = 0, order: str = "<", developer: tuple[Field, ...] = ()
) -> bytes:
    """A definition message."""
    head = bytes([0x40 | kind | (0x20 if developer else 0), 0, order == ">"]) + struct.pack(order + "H", meaning)
    lists = (fields, developer) if developer else (fields,)
    return head + b"".join(bytes([len(one)]) + b"".join(map(bytes, one)) for one in lists)


def here(number: int) -> tuple[int, int]:
    """A place in semicircles, some metres from the one before."""
    return 384_000_000 + number * 1000, 1_425_000_000


def little(number: int) -> bytes:
    return struct.pack("<BIii", 0, BEGAN + number, *here(number))


PLAIN = definition(TIME, LATITUDE, LONGITUDE)
WAYS = {
    "one after the other": PLAIN + b"".join(map(little, range(9))),
    "from the high end": definition(TIME, LATITUDE, LONGITUDE, order=">")
    + b"".join(struct.pack(">BIii", 0, BEGAN + number, *here(number)) for number in range(9)),
    "times in the first byte": PLAIN
    + little(0)
    + definition(LATITUDE, LONGITUDE, kind=1)
    + b"".join(
        bytes([0xA0 | (BEGAN + number) & 31]) + struct.pack("<ii", *here(number)) for number in range(5, 100, 5)
    ),
    "fields of developers": definition((3, 1, 2), meaning=207)
    + bytes([0, 0])
    + definition((0, 1, 2), (1, 1, 2), (2, 1, 2), meaning=206)
    + bytes([0, 0, 0, 0x0D, 0, 0, 1, 0x0D])
    + definition(TIME, LATITUDE, LONGITUDE, (3, 1, 2), developer=((0, 2, 0), (1, 5, 0)))
    + b"".join(little(number) + bytes([120]) + bytes(7) for number in range(9)),
    "other messages between": PLAIN
    + definition(TIME, (7, 20, 7), meaning=23, kind=5)
    + b"".join(little(n) + struct.pack("<BI20s", 5, BEGAN + n, b"device") for n in range(9)),
    "a kind defined anew": PLAIN
    + little(0)
    + definition((3, 1, 2), LONGITUDE, LATITUDE, TIME)
    + b"".join(struct.pack("<BBiiI", 0, 99, *reversed(here(n)), BEGAN + n) for n in range(1, 9)),
    "places that are missing": PLAIN
    + b"".join(little(n) + struct.pack("<BIii", 0, BEGAN + n, 0x7FFFFFFF, 0x7FFFFFFF) for n in range(9)),
    "some times that are missing": PLAIN
    + struct.pack("<BIii", 0, 0xFFFFFFFF, *here(0))
    + b"".join(map(little, range(1, 30))),
}


@pytest.mark.parametrize("body", WAYS.values(), ids=WAYS)
def test_another_reader_finds_the_same(body: bytes) -> None:
    data = fit_file(body)
    mine, other = read_fit(data), told_by_another(data)
    assert len(mine) > 5
    assert mine == other


def test_files_in_a_row_are_one_track() -> None:
    first, second = (fit_file(PLAIN + b"".join(map(little, part))) for part in (range(9), range(9, 20)))
    assert list(read_fit(first + second).at) == [START + number for number in range(20)]


def test_what_was_sent_to_hurt_is_refused() -> None:
    for text in ("DiBUCAcAAAAuRklU+DdAAAAAAAEAQFQ=",):
        with pytest.raises(Invalid):
            read_track(base64.b64decode(text))


def test_damage_with_a_right_checksum_is_refused_or_read_as_another_reads_it() -> None:
    chance, whole = random.Random(11), fit(ride(60))[14:-2]
    read = 0
    for _ in range(600):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            body[chance.randrange(60 if chance.random() < 0.7 else len(body))] = chance.randrange(256)
        data = fit_file(bytes(body))
        try:
            mine = read_fit(data)
        except Invalid:
            continue
        try:
            other = told_by_another(data)
        except (TypeError, FitParseError):  # it reads four bytes as the type that they claim, even where none fits
            continue
        assert mine == other
        read += 1
    assert read > 100


@pytest.mark.parametrize("length", range(40))
def test_every_beginning_of_a_file_is_refused(length: int) -> None:
    with pytest.raises(Invalid):
        read_fit(fit(ride(60))[:length])
    with pytest.raises(Invalid):
        read_fit(fit_file(fit(ride(60))[14 : 14 + length]))
