"""Picture files made for tests and benchmarks: photographs, paintings, and everything nasty that a file can be."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)
_ORIENTATION, _MAKE, _GPS, _LATITUDE = 0x0112, 0x010F, 0x8825, 2


def painting(width: int = 800, height: int = 600) -> Image.Image:
    """Four fields of colour: red and green on top, blue and white below, so that every turn shows."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    return image


def photograph(width: int = 4000, height: int = 3000) -> Image.Image:
    """As hard to encode as what a phone takes: soft light, edges, grain."""
    grain = Image.effect_noise((width, height), 20)
    light = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").resize((width, height)),
            Image.radial_gradient("L").resize((width, height)),
            Image.effect_noise((width // 4, height // 4), 60).resize((width, height)),
        ),
    )
    draw = ImageDraw.Draw(light)
    for step in range(300):
        x, y = step * 7919 % width, step * 104729 % height
        draw.ellipse((x, y, x + width // 9, y + height // 9), outline=(x % 256, y % 256, step % 256), width=12)
    return Image.blend(light, Image.merge("RGB", (grain, grain, grain)), 0.15)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The file of an image."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def with_traces(image: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG that tells where it was taken, with which phone, and what somebody noted."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_MAKE] = "SECRET PHONE"
    exif.get_ifd(_GPS)[_LATITUDE] = (32.0, 12.0, 34.5)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta>SECRET XMP</x:xmpmeta>"
    return encoded(image, exif=exif, comment=b"SECRET COMMENT", icc_profile=profile, xmp=xmp, quality=95)


def animated(kind: str) -> bytes:
    """Two pictures that take turns."""
    return encoded(painting(), kind, save_all=True, append_images=[painting().rotate(180)], duration=200)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that unfolds to width × height pixels, made without unfolding it here."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    row = bytes(1 + width // 8)
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def upside(image: Image.Image, orientation: int) -> Image.Image:
    """The image as a camera held that way stores it: turned so that EXIF's orientation turns it back."""
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    return image if back is None else image.transpose(back)


def corners(file: bytes) -> list[str]:
    """What colours stand in the corners, row by row: the painting upright is red, green, blue, white."""
    image = Image.open(io.BytesIO(file)).convert("RGB")
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    places = [
        (x, y) for y in (image.height // 8, 7 * image.height // 8) for x in (image.width // 8, 7 * image.width // 8)
    ]
    return [
        min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], image.getpixel(place), strict=True)))  # type: ignore[arg-type, misc]
        for place in places
    ]
