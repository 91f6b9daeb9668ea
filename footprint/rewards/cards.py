"""The card that a resident may show around: a picture for a chat. Knows neither Flask nor the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.documents.printing import GREEN, INK, PAPER, SOFT, TINT, Sheet, as_png

_WIDTH, _HEIGHT = 90.0, 102.0
_LEFT, _INNER = 8.0, 74.0
_HILLS = (
    ((201, 222, 207), ((0, 24), (18, 13), (34, 21), (52, 10), (72, 20), (90, 14))),
    ((160, 196, 172), ((0, 27), (14, 20), (30, 26), (46, 18), (64, 26), (90, 19))),
)
_RIVER = (206, 225, 232)
_MOST_BADGES = 6


@dataclass(frozen=True, slots=True)
class CardWords:
    """What stands on a card; what is "" or empty is left out."""

    app: str
    heading: str
    name: str
    level: str
    row: str
    badges_heading: str
    badges: Sequence[str]
    more: str
    """How many further badges there are, in words."""


def draw(words: CardWords) -> bytes:
    """The card as PNG.

    Raises:
        Invalid: a character of the name is in no font, or written from right to left.
    """
    sheet = Sheet(_WIDTH, _HEIGHT, words.heading, words.app)
    sheet.box(0, 0, _WIDTH, _HEIGHT, PAPER)
    for color, ridge in _HILLS:
        sheet.shape([(0, 30), *ridge, (_WIDTH, 30)], color)
    sheet.box(0, 27, _WIDTH, 5, _RIVER)
    sheet.text(words.app, _LEFT, 4, _INNER, size=10, bold=True, color=GREEN, lines=1)
    y = sheet.fitting(words.heading, _LEFT, 36, _INNER, sizes=(16, 13), lines=2, bold=True)
    if words.name:
        y = sheet.fitting(words.name, _LEFT, y, _INNER, sizes=(13, 10, 8), lines=2, color=SOFT)
    for line in filter(None, (words.level, words.row)):
        y = sheet.fitting(line, _LEFT, y + 1.5, _INNER, sizes=(12, 10), lines=2, color=INK)
    if words.badges:
        sheet.line(_LEFT, y + 2.5, _INNER, TINT, thick=0.5)
        y = sheet.text(words.badges_heading, _LEFT, y + 4.5, _INNER, size=9, color=SOFT, lines=1)
        sheet.fitting(_joined(words), _LEFT, y, _INNER, sizes=(11, 9.5, 8), lines=5, color=INK)
    return as_png(sheet.pdf(), dpi=220)


def _joined(words: CardWords) -> str:
    shown = " · ".join(words.badges[:_MOST_BADGES])
    return f"{shown} · {words.more}" if words.more else shown


def further(badges: Sequence[str]) -> int:
    """How many badges a card has no room for."""
    return max(0, len(badges) - _MOST_BADGES)
