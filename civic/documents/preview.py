"""The picture that a chat shows beside a link: a page's name, a line about it, a few figures. Knows neither Flask nor
the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.documents.printing import GREEN, INK, PAPER, SOFT, TINT, Sheet, as_png
from civic.documents.typefaces import without_unprintable

_WIDTH, _HEIGHT, _DPI = 120.0, 63.0, 254
"""Millimetres; at so many dots an inch 1200 by 630 pixels, which chat apps expect."""
_LEFT, _INNER = 8.0, 104.0
_HILLS = (
    ((201, 222, 207), ((0, 55), (22, 45), (46, 53), (70, 42), (96, 51), (120, 46))),
    ((160, 196, 172), ((0, 58), (18, 51), (40, 57), (62, 49), (88, 57), (120, 50))),
)
_RIVER = (206, 225, 232)


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands on it, in one language; `lines` are pairs of words and a figure, at most three."""

    app: str
    title: str
    text: str = ""
    lines: Sequence[tuple[str, str]] = ()


def draw(preview: Preview) -> bytes:
    """The picture as PNG. Characters that no font has are left out: the page itself has them all."""
    title = without_unprintable(preview.title) or preview.app
    sheet = Sheet(_WIDTH, _HEIGHT, title, preview.app)
    sheet.box(0, 0, _WIDTH, _HEIGHT, PAPER)
    for color, ridge in _HILLS:
        sheet.shape([(0, _HEIGHT), *ridge, (_WIDTH, _HEIGHT)], color)
    sheet.box(0, 60, _WIDTH, 3, _RIVER)
    y = sheet.text(preview.app, _LEFT, 5, _INNER, size=11, bold=True, color=GREEN, lines=1)
    y = sheet.fitting(title, _LEFT, y + 1, _INNER, sizes=(24, 20, 16), lines=1 if preview.lines else 2, bold=True)
    if preview.text:
        lines = 1 if preview.lines else 2
        y = sheet.text(without_unprintable(preview.text), _LEFT, y + 0.5, _INNER, size=11, color=SOFT, lines=lines)
    for words, figure in preview.lines[:3]:
        sheet.line(_LEFT, y + 0.5, _INNER, TINT)
        sheet.text(without_unprintable(words), _LEFT, y + 1, 70, size=12, color=INK, lines=1)
        y = sheet.text(figure, 78, y + 1, 34, size=12, bold=True, align="R", color=INK, lines=1)
    return as_png(sheet.pdf(), dpi=_DPI)
