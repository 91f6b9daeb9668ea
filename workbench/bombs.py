"""Small files that are made to cost much: they grow, have parts without end, or keep a decoder going round."""

import gzip
import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from workbench.paint import bomb, encoded, painting
from workbench.recordings import START, fit_file, gpx, ride

Bomb = Callable[[], bytes]
_OPENED = b'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
_CLOSED = b"</trkseg></trk></gpx>"
_MEGABYTE = 2**20


# FIT


def definition(meaning: int, sizes: list[int], kind: int = 0) -> bytes:
    """A definition message; fields are numbered from 100 on, so that they mean nothing."""
    fields = b"".join(bytes([100 + number % 150, size, 0x02]) for number, size in enumerate(sizes))
    return bytes([0x40 | kind, 0, 0]) + struct.pack("<HB", meaning, len(sizes)) + fields


def fit_of_fields(messages: int = 45_000) -> bytes:
    """255 fields of a byte in each message: 11 MB that shrink to a few kilobytes."""
    return gzip.compress(fit_file(definition(20, [1] * 255) + bytes(256) * messages))


def fit_of_empty_messages(count: int = 11 * _MEGABYTE) -> bytes:
    """Messages of a byte each, which hold nothing."""
    return gzip.compress(fit_file(definition(20, []) + bytes(count)))


def fit_of_definitions(count: int = 11 * _MEGABYTE // 771) -> bytes:
    """Definitions of 255 fields, and never a message."""
    return gzip.compress(fit_file(definition(20, [1] * 255) * count))


def fit_in_a_row(count: int = 700_000) -> bytes:
    """Files without a message, one behind the other."""
    return gzip.compress(fit_file(b"") * count)


# GPX


def _opened(inside: bytes) -> bytes:
    return gzip.compress(_OPENED + inside + _CLOSED, 1)


def gpx_of_another_day(points: int = 95_000) -> bytes:
    """A track as long as may be, a year too early."""
    start = START - 366 * 86_400
    return gzip.compress(gpx(ride(length=points * 4.0, speed=4.0, start=start)))


def gpx_of_elements() -> bytes:
    """Elements that mean nothing, as many as fit."""
    return _opened(b"<a/>" * (39 * _MEGABYTE // 4))


def gpx_of_attributes() -> bytes:
    """A tag with attributes without end."""
    return _opened(b"<a " + b" ".join(b'a%d=""' % number for number in range(3_000_000)) + b"/>")


def gpx_of_characters() -> bytes:
    """A text, each of its characters written as a number."""
    return _opened(b"<a>" + b"&#65;" * (39 * _MEGABYTE // 5) + b"</a>")


def gpx_of_comments() -> bytes:
    """Comments and marked sections, all empty."""
    return _opened(b"<!----><![CDATA[]]>" * (39 * _MEGABYTE // 19))


def gpx_of_lines() -> bytes:
    """Lines, all empty."""
    return _opened(b"<a>" + b"\n" * (39 * _MEGABYTE) + b"</a>")


def gpx_of_one_tag() -> bytes:
    """A tag that never ends."""
    return _opened(b'<a b="' + b"x" * (39 * _MEGABYTE))


def gpx_of_leaps(points: int = 20_000) -> bytes:
    """A way that no simplification makes shorter: every point lies off the line of all others."""
    found = [(START + number * 0.2, 32.2 + (number % 2) * 0.001 * number / points, 119.4) for number in range(points)]
    return gzip.compress(gpx(found))


# Pictures


def _segment(kind: int, content: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(content) + 2) + content


def jpeg_of_scans(scans: int = 11_000, side: int = 2000) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = encoded(Image.new("RGB", (side, side), (9, 99, 199)), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + whole[-2:]


def jpeg_of_segments(count: int = 4_500_000) -> bytes:
    """A JPEG of empty comments."""
    whole = encoded(painting())
    return whole[:2] + _segment(0xFE, b"") * count + whole[2:]


def jpeg_of_pixels(width: int = 7100, height: int = 7100) -> bytes:
    """A progressive JPEG that has to be held whole: 50 million pixels in some hundred kilobytes."""
    return encoded(Image.new("RGB", (width, height)), progressive=True, subsampling=0)


def jpeg_with_profile(size: int = 15 * _MEGABYTE) -> bytes:
    """A JPEG with a huge colour profile."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(painting(), icc_profile=profile + bytes(size))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png_with(parts: bytes) -> bytes:
    """A PNG with chunks between its head and its pixels."""
    whole = encoded(painting(), "PNG")
    return whole[:33] + parts + whole[33:]


def png_of_chunks(count: int = 1_500_000) -> bytes:
    """A PNG of empty chunks."""
    return _png_with(_chunk(b"teSt", b"") * count)


def png_of_texts() -> bytes:
    """A PNG with packed texts that grow a thousandfold."""
    return _png_with(_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(_MEGABYTE - 9), 9)) * 9000)


def png_with_profile() -> bytes:
    """A PNG whose packed profile grows a thousandfold."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(_MEGABYTE)) for _ in range(64)) + packer.flush()
    return _png_with(_chunk(b"iCCP", b"a\0\0" + packed))


def png_of_pixels() -> bytes:
    """A PNG of nearly a billion pixels."""
    return bomb(30_000, 30_000)


def _frames(kind: str, count: int) -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (200, 200), (number % 256, number // 256, 0)) for number in range(count)]
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=20)
    return target.getvalue()


def webp_of_frames() -> bytes:
    """A WebP that moves."""
    return _frames("WEBP", 300)


def avif_of_frames() -> bytes:
    """An AVIF that moves."""
    return _frames("AVIF", 50)


def gif_of_frames() -> bytes:
    """A GIF that moves."""
    return _frames("GIF", 300)


def webp_of_pixels() -> bytes:
    """A WebP of 268 million pixels, by what its head claims."""
    whole = encoded(Image.new("RGBA", (100, 100), (1, 2, 3, 4)), "WEBP", lossless=True)
    extended = b"VP8X" + struct.pack("<II", 10, 0x10) + (16_382).to_bytes(3, "little") * 2
    body = b"WEBP" + extended + whole[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avif_of_pixels() -> bytes:
    """An AVIF of 60 million pixels in some kilobytes."""
    return encoded(Image.new("RGB", (7700, 7700)), "AVIF", speed=10)


def webp_of_lossless_pixels() -> bytes:
    """A WebP of 200 million pixels in a few bytes each thousand."""
    return encoded(Image.new("RGB", (14_000, 14_000)), "WEBP", lossless=True, quality=0, method=0)


TRACKS: dict[str, Bomb] = {
    one.__name__: one
    for one in (
        fit_of_fields,
        fit_of_empty_messages,
        fit_of_definitions,
        fit_in_a_row,
        gpx_of_another_day,
        gpx_of_elements,
        gpx_of_attributes,
        gpx_of_characters,
        gpx_of_comments,
        gpx_of_lines,
        gpx_of_one_tag,
        gpx_of_leaps,
    )
}
PICTURES: dict[str, Bomb] = {
    one.__name__: one
    for one in (
        jpeg_of_scans,
        jpeg_of_segments,
        jpeg_of_pixels,
        jpeg_with_profile,
        png_of_chunks,
        png_of_texts,
        png_with_profile,
        png_of_pixels,
        webp_of_frames,
        webp_of_pixels,
        webp_of_lossless_pixels,
        avif_of_frames,
        avif_of_pixels,
        gif_of_frames,
    )
}
