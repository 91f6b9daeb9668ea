"""What pictures may be sent in, in which sizes they are kept, and what a picture's address tells. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_MEGABYTES = 20
MAX_BYTES = MAX_MEGABYTES * 1_000_000
MAX_PIXELS_JPEG = 51_000_000
"""A JPEG in one scan is decoded small at once, so phones of 50 megapixels may send theirs."""
MAX_PIXELS_ELSE = 16_000_000
"""Everything else unfolds in memory at four bytes a pixel before it can be made smaller."""
MAX_PROFILE_BYTES = 4_000_000
"""Profiles of presses have two million."""
MIN_SIDE_PX = 64
MAX_RATIO = 10
"""The longer side over the shorter one."""

WIDTHS_PX = (320, 640, 960, 1280)
MAX_HEIGHT_PX = 1920
KINDS: Mapping[str, str] = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
"""Encodings and their media types. The JPEG is one only, at the full width, for the cards of chat apps."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20}-([1-9][0-9]{0,3})x([1-9][0-9]{0,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in which a picture of this size is kept, smallest first; none is larger than itself."""
        return (*(width for width in WIDTHS_PX if width < self.width), self.width)

    def turned(self) -> "Size":
        """Width and height exchanged."""
        return Size(self.height, self.width)

    def at_width(self, width: int) -> "Size":
        """The same shape, that wide."""
        return Size(width, max(1, round(self.height * width / self.width)))

    def fitted(self) -> "Size":
        """The same shape, small enough to keep; never larger than it is."""
        scale = min(1.0, WIDTHS_PX[-1] / self.width, MAX_HEIGHT_PX / self.height)
        return Size(max(1, round(self.width * scale)), max(1, round(self.height * scale)))


def address(secret: str, size: Size) -> str:
    """A picture's token: twenty unguessable characters and its size, so that a page leaves room for it unasked."""
    return f"{secret}-{size.width}x{size.height}"


def size_of(token: str) -> Size | None:
    """The size that a token tells; None for what is no token."""
    found = _TOKEN.fullmatch(token)
    return Size(int(found[1]), int(found[2])) if found else None
