"""What a picture's file shows before anything decodes it: its kind, and whether it is made to do harm. Pure.

Decoders do something for every part of a file, however small; a photograph has some dozen parts, a file made to hurt
has millions. So the parts are counted first.
"""

import re
import struct

from civic.errors import Invalid, msgid
from civic.pictures import rules

MAX_SCANS = 100
"""A progressive JPEG has about ten. Each scan goes through the whole picture."""
MAX_SEGMENTS = 2000
"""Of a JPEG: a colour profile may fill 255, and a panorama's second view some hundred."""
MAX_CHUNKS = 20_000
"""Of a PNG: 20 MB in chunks of a kilobyte."""
_JPEG, _PNG, _RIFF, _GIF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"GIF8"
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"msf1"})
_EITHER_BRAND = b"mif1"
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
"""Not the zero that stands behind an FF in the data, nor the marks at which a decoder may start anew."""
_SCAN, _END, _BARE = 0xDA, 0xD9, (0x01, 0xD8)

NOT_A_PICTURE = msgid("This file is not a picture that can be shown here. Please send a JPEG, PNG, WebP or AVIF.")


def check_envelope(data: bytes) -> None:
    """Refuses by its size and first bytes what can be no picture; costs nothing.

    Raises:
        Invalid: on the field 'picture', with what is wrong in words for the sender.
    """
    if not data:
        raise refused(msgid("This file is empty. Please choose a picture."))
    if len(data) > rules.MAX_BYTES:
        raise refused(msgid("A picture may be at most %(most)s MB large."), most=rules.MAX_MEGABYTES)
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if brand in _HEIC_BRANDS or (brand == _EITHER_BRAND and b"avif" not in data[:64]):
        raise refused(
            msgid("HEIC pictures cannot be read here. Please choose “Most compatible” in your camera’s settings.")
        )
    if data.startswith(_GIF):
        raise refused(msgid("GIF pictures are not taken here. Please send a JPEG, PNG, WebP or AVIF."))
    is_webp = data.startswith(_RIFF) and data[8:12] == b"WEBP"
    if not (data.startswith((_JPEG, _PNG)) or is_webp or brand in _AVIF_BRANDS or brand == _EITHER_BRAND):
        raise refused(NOT_A_PICTURE)


def check_parts(data: bytes) -> None:
    """Refuses a file of more parts than any program writes.

    Raises:
        Invalid: on the field 'picture'.
    """
    if data.startswith(_JPEG):
        scans_of(data)
    elif data.startswith(_PNG):
        _check_chunks(data)


def scans_of(data: bytes) -> int:
    """How often a JPEG's decoder goes through the picture; what stands behind the picture's end is not looked at.

    Raises:
        Invalid: it has too many scans or segments.
    """
    scans, at = 0, 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None or found[1][0] == _END:
            return scans
        at, kind = found.end(), found[1][0]
        scans += kind == _SCAN
        if scans > MAX_SCANS:
            break
        if kind not in _BARE:
            at += int.from_bytes(data[at : at + 2], "big")
    raise _too_complicated()


def _check_chunks(data: bytes) -> None:
    at = len(_PNG)
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(data):
            return
        at += 12 + struct.unpack_from(">I", data, at)[0]
    raise _too_complicated()


def _too_complicated() -> Invalid:
    """Something that no camera and no program for pictures makes."""
    return refused(msgid("This picture is made up of too many parts. Please save it anew, or choose another one."))


def refused(message: str, **values: object) -> Invalid:
    """A refusal beside the field of the picture."""
    return Invalid(message, field="picture", **values)
