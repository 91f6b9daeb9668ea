"""The list of an event on paper: no Flask, no database, all words given."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.documents.printing import INK, SOFT, TINT, Sheet
from civic.documents.typefaces import without_unprintable

NAMES_MAX = 400
_EMPTY_LINES = 12
_ON_A_PAGE, _LINE_MM, _TOP_MM = 22, 10.5, 44


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on every page."""

    title: str
    below: str
    campaign: str
    columns: tuple[str, str, str]


def draw(words: Words, people: Sequence[tuple[str, int]]) -> bytes:
    """An A4 sheet to be signed, several pages where the names need them.

    Args:
        people: nickname, and how many children come along.
    """
    lines = [*people[:NAMES_MAX], *[("", 0)] * _EMPTY_LINES]
    sheet = Sheet(210, 297, without_unprintable(words.title), "Tongxing")
    for start in range(0, len(lines), _ON_A_PAGE):
        if start:
            sheet.next_page()
        _page(sheet, words, lines[start : start + _ON_A_PAGE], start)
    return sheet.pdf()


def _page(sheet: Sheet, words: Words, lines: Sequence[tuple[str, int]], start: int) -> None:
    y = sheet.text(without_unprintable(words.campaign), 16, 12, 178, size=10, color=SOFT, lines=1)
    y = sheet.text(without_unprintable(words.title), 16, y, 178, size=18, bold=True, lines=1)
    sheet.text(without_unprintable(words.below), 16, y, 178, size=11, color=SOFT, lines=1)
    for x, column in zip((28, 122, 142), words.columns, strict=True):
        sheet.text(column, x, _TOP_MM - 7, 60, size=10, color=SOFT, lines=1)
    for place, (name, children) in enumerate(lines):
        top = _TOP_MM + place * _LINE_MM
        sheet.text(str(start + place + 1), 16, top + 3, 10, size=10, color=SOFT, lines=1)
        sheet.text(without_unprintable(name), 28, top + 2.5, 90, size=13, color=INK, lines=1)
        if children:
            sheet.text(str(children), 122, top + 2.5, 18, size=13, lines=1)
        sheet.line(16, top + _LINE_MM, 178, TINT, thick=0.4)
