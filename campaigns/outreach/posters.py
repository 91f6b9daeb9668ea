"""Posters, invitation cards, certificates and cards of residents as pages for the printer: no Flask, no database, all
words given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi

from civic.documents.printing import GREEN, INK, PAPER, SOFT, TINT, Color, Sheet

_SKY, _SUN, _RIVER = (238, 244, 238), (240, 205, 150), (176, 206, 208)
_Ridge = Sequence[tuple[float, float]]
_HILLS: tuple[tuple[Color, _Ridge], ...] = (
    ((206, 224, 214), ((0, 0.62), (0.16, 0.34), (0.3, 0.56), (0.46, 0.2), (0.63, 0.52), (0.8, 0.3), (1, 0.6))),
    ((150, 188, 168), ((0, 0.76), (0.12, 0.6), (0.27, 0.74), (0.5, 0.5), (0.7, 0.73), (0.87, 0.58), (1, 0.72))),
    (GREEN, ((0, 0.84), (0.2, 0.74), (0.42, 0.86), (0.65, 0.75), (0.85, 0.85), (1, 0.8))),
)
"""Three ranges above the river: colour, and the ridge's points as shares of width and height."""
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Notice:
    """What a poster says, in one language, already translated."""

    city: str
    series: str
    title: str
    summary: str
    when: str
    where: str
    host: str
    invitation: str
    """Beside the QR code: "Scan to join"."""
    url: str
    cover: bytes | None = None


def poster(notice: Notice) -> bytes:
    """An A4 poster as PDF; vector throughout but for the cover, so it also prints as A2."""
    sheet = Sheet(210, 297, notice.title, notice.host)
    sheet.box(0, 0, 210, 297, PAPER)
    _scene(sheet, notice, 210, 118)
    y = sheet.text(notice.series, 18, 128, 174, size=15, bold=True, color=GREEN, lines=1)
    y = sheet.fitting(notice.title, 18, y + 1, 174, sizes=(40, 34, 28, 24), lines=2, bold=True)
    y = sheet.text(notice.summary, 18, y + 3, 174, size=15, color=SOFT, lines=3)
    sheet.box(0, 219, 210, 78, TINT)
    _facts(sheet, notice, 18, max(y + 6, 227), 112, size=15)
    sheet.qr(notice.url, 142, 226, 50)
    sheet.text(notice.invitation, 136, 277, 62, size=13, bold=True, align="C", lines=1)
    sheet.text(notice.url.partition("://")[2], 18, 284, 174, size=9, color=SOFT, lines=1)
    return sheet.pdf()


def card(notice: Notice) -> bytes:
    """An invitation card of 148 x 105 mm as PDF."""
    sheet = Sheet(148, 105, notice.title, notice.host)
    sheet.box(0, 0, 148, 105, PAPER)
    _scene(sheet, notice, 148, 46)
    y = sheet.text(notice.series, 10, 48, 88, size=10, bold=True, color=GREEN, lines=1)
    y = sheet.fitting(notice.title, 10, y, 88, sizes=(21, 18, 15), lines=2, bold=True)
    _facts(sheet, notice, 10, y + 1, 88, size=9.5)
    sheet.qr(notice.url, 104, 51, 36)
    sheet.text(notice.invitation, 98, 88, 48, size=9.5, bold=True, align="C", lines=1)
    sheet.text(notice.url.partition("://")[2], 10, 97, 128, size=7, color=SOFT, lines=1)
    return sheet.pdf()


@dataclass(frozen=True, slots=True)
class Award:
    """What a certificate says, in one language, already translated."""

    city: str
    heading: str
    name: str
    named_by: str
    """Who gave the name; "" where it is nobody's."""
    took_part: str
    title: str
    figures: Sequence[str]
    host: str
    made_on: str
    verify: str
    """Beside the QR code: how to verify."""
    code: str
    """"" where there is nothing to verify."""
    url: str


def certificate(award: Award) -> bytes:
    """A certificate in A4 landscape as PDF."""
    return certificates([award])


def certificates(awards: Sequence[Award]) -> bytes:
    """Certificates of one campaign, a page each; at least one."""
    sheet = Sheet(297, 210, awards[0].heading, awards[0].host)
    for place, award in enumerate(awards):
        if place:
            sheet.next_page()
        _certificate(sheet, award)
    return sheet.pdf()


def _certificate(sheet: Sheet, award: Award) -> None:
    sheet.box(0, 0, 297, 210, PAPER)
    _landscape(sheet, 297, 74)
    sheet.text(award.city, 22, 8, 250, size=16, bold=True, color=GREEN, lines=1)
    y = sheet.text(award.heading, 22, 79, 253, size=30, bold=True, align="C", lines=1)
    y = sheet.fitting(award.name, 22, y + 2, 253, sizes=(34, 28, 22), lines=1, bold=True, color=GREEN, align="C")
    y = sheet.text(award.named_by, 22, y, 253, size=9, color=SOFT, align="C", lines=1)
    y = sheet.text(award.took_part, 22, y + 1, 253, size=15, color=SOFT, align="C", lines=1)
    y = sheet.fitting(award.title, 22, y + 1, 253, sizes=(24, 20, 16), lines=2, bold=True, align="C")
    for figure in award.figures:
        y = sheet.text(figure, 22, y + 1, 253, size=14, align="C", lines=1)
    sheet.line(22, 166, 253, TINT, thick=0.6)
    sheet.text(award.host, 22, 171, 160, size=14, bold=True, lines=1)
    sheet.text(award.made_on, 22, 180, 160, size=12, color=SOFT, lines=1)
    if award.code:
        sheet.qr(award.url, 241, 169, 34)
        sheet.text(award.verify, 130, 176, 108, size=11, color=SOFT, align="R", lines=2)
        sheet.text(award.code, 130, 191, 108, size=14, bold=True, align="R", lines=1)


def resident_card(city: str, heading: str, nickname: str, code: str, words: str) -> bytes:
    """A card in the size of a bank card, for the purse of somebody without a phone."""
    sheet = Sheet(85.6, 54, heading, city)
    sheet.box(0, 0, 85.6, 54, PAPER)
    _landscape(sheet, 85.6, 12)
    y = sheet.text(heading, 5, 14, 48, size=10, bold=True, color=GREEN, lines=1)
    y = sheet.fitting(nickname, 5, y, 48, sizes=(16, 13, 10), lines=1, bold=True)
    y = sheet.text(code, 5, y + 1, 50, size=12, bold=True, lines=1)
    sheet.text(words, 5, y + 1, 48, size=6.5, color=SOFT, lines=4)
    sheet.qr(code.replace(" ", ""), 54, 17, 28)
    return sheet.pdf()


def _scene(sheet: Sheet, notice: Notice, width: float, height: float) -> None:
    """The cover picture below the name of the city, or the hills above the river where there is none."""
    if notice.cover:
        band = height * 0.05 + 14
        sheet.picture(notice.cover, 0, band, width, height - band)
    else:
        _landscape(sheet, width, height)
    sheet.text(notice.city, 0.085 * width, 5, 0.8 * width, size=max(10, width / 14), bold=True, color=GREEN, lines=1)


def _landscape(sheet: Sheet, width: float, height: float) -> None:
    """Hills and the sun above the river."""
    sheet.box(0, 0, width, height, _SKY)
    sheet.disc(0.78 * width, 0.26 * height, 0.11 * height, _SUN)
    for color, ridge in _HILLS:
        points = [(x * width, y * height) for x, y in _smooth(ridge)]
        sheet.shape([(0, height), *points, (width, height)], color)
    sheet.box(0, 0.9 * height, width, 0.1 * height, _RIVER)


def _smooth(ridge: _Ridge) -> Iterator[tuple[float, float]]:
    """The points with half cosine waves between them: rounded hills instead of teeth."""
    for (x, y), (to_x, to_y) in pairwise(ridge):
        for step in range(_STEPS):
            share = step / _STEPS
            yield x + (to_x - x) * share, y + (to_y - y) * (1 - cos(pi * share)) / 2
    yield ridge[-1]


def _facts(sheet: Sheet, notice: Notice, x: float, y: float, width: float, *, size: float) -> None:
    y = sheet.text(notice.when, x, y, width, size=size + 2, bold=True, color=INK, lines=2)
    y = sheet.text(notice.where, x, y + 0.5, width, size=size, lines=2)
    sheet.text(notice.host, x, y + 0.5, width, size=size - 1.5, color=SOFT, lines=2)
