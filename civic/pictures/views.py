"""What a page needs to show a picture, from its address alone: no page asks the database for a picture's size."""

from dataclasses import dataclass

from flask import request

from civic.pictures.rules import Size, size_of


@dataclass(frozen=True, slots=True)
class Sources:
    """Addresses of a picture's files for `srcset`, the one for browsers that know neither encoding, and its size."""

    avif: str
    webp: str
    fallback: str
    width: int
    height: int


def picture_sources(token: str) -> Sources:
    """The sources of a picture; the macro `picture` prints them."""
    size = size_of(token) or Size(1, 1)
    return Sources(
        _srcset(token, size, "avif"), _srcset(token, size, "webp"), card_path(token), size.width, size.height
    )


def card_path(token: str) -> str:
    """The one JPEG of a picture, as chat apps want it for a card."""
    return _path(token, (size_of(token) or Size(1, 1)).width, "jpeg")


def _srcset(token: str, size: Size, kind: str) -> str:
    return ", ".join(f"{_path(token, width, kind)} {width}w" for width in size.widths)


def _path(token: str, width: int, kind: str) -> str:
    return f"{request.script_root}/pictures/{token}/{width}.{kind}"
