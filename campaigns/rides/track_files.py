"""From the bytes that somebody sent to a track: which kind it is, unpacked within bounds."""

import zlib
from collections.abc import Iterator

from campaigns.rides.fit import read_fit
from campaigns.rides.gpx import read_gpx
from campaigns.rides.tracks import FIELD, Track
from civic.errors import Invalid

MAX_UNPACKED = 40 * 2**20
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"


def check_envelope(data: bytes) -> None:
    """Refuses by the first bytes what is neither a track nor packed; costs nothing.

    Raises:
        Invalid: on the field of the form.
    """
    if not data.strip():
        raise Invalid("The file is empty.", field=FIELD)
    if data[:4] == b"PK\x03\x04":
        raise Invalid("This is a ZIP archive. Please unpack it and choose the GPX or FIT file in it.", field=FIELD)
    if data[:2] != _GZIP and not _is_fit(data) and not _looks_like_xml(data):
        raise Invalid("This is neither a GPX nor a FIT file.", field=FIELD)


def read_track(data: bytes) -> Track:
    """The track in a GPX or FIT file, also one packed by gzip.

    Raises:
        Invalid: anything that is no such file, on the field of the form.
    """
    check_envelope(data)
    if data[:2] == _GZIP:
        data = _unpacked(data)
        check_envelope(data)
    if len(data) > MAX_UNPACKED:
        raise _too_large()
    if _is_fit(data):
        return read_fit(data)
    return read_gpx(data)


def _is_fit(data: bytes) -> bool:
    return data[8:12] == b".FIT"


def _looks_like_xml(data: bytes) -> bool:
    """The beginning of XML, in any of the encodings that GPX comes in."""
    return b"<" in data[:64].replace(b"\0", b"")


def _unpacked(data: bytes) -> bytes:
    """What gzip holds, as long as it stays within bounds: a small file can hold terabytes of zeros."""
    found = bytearray()
    try:
        for piece in _pieces(data):
            found += piece
            if len(found) > MAX_UNPACKED:
                raise _too_large()
    except (zlib.error, EOFError) as damage:
        raise Invalid("The packed file is damaged or was cut off.", field=FIELD) from damage
    return bytes(found)


def _too_large() -> Invalid:
    return Invalid("Unpacked, the file is larger than %(most)s MB.", field=FIELD, most=MAX_UNPACKED // 2**20)


def _pieces(data: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    rest = data
    while not unpacker.eof:
        piece = unpacker.decompress(rest, _CHUNK)
        rest = unpacker.unconsumed_tail
        if not piece and not rest and not unpacker.eof:
            raise EOFError
        yield piece
