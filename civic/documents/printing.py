"""Pages for the printer: text in the city's scripts, QR codes, and the same page as a picture for a chat.

Lengths are millimetres from the top left corner, type sizes are points. Words that cannot be printed whole are not
printed: `civic.documents.typefaces` says what can.
"""

import io
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Literal

import pypdfium2
import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode

from civic.documents.typefaces import FURTHER, MAIN, check_printable, families
from civic.paths import FONTS

Color = tuple[int, int, int]
Align = Literal["L", "C", "R"]
INK, SOFT, PAPER, GREEN, TINT = (27, 38, 32), (84, 98, 90), (252, 250, 244), (22, 101, 69), (229, 240, 232)
_POINT_MM = 25.4 / 72
_LINE_SPACING = 1.35
_QUIET_MODULES = 4
_PICTURE_QUALITY_DPI = 300
_pdfium = Lock()
"""PDFium is not made for several threads."""


class Sheet:
    """A page of `width_mm` x `height_mm`, filled from top to bottom, and as many more as are begun."""

    def __init__(self, width_mm: float, height_mm: float, title: str, author: str) -> None:
        self.width_mm, self.height_mm = width_mm, height_mm
        self._pdf = FPDF("portrait", "mm", (width_mm, height_mm))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(title)
        self._pdf.set_author(author)
        self._pdf.set_creator("Tongxing")
        self._families: list[str] = []
        self._add_family("main", MAIN)
        self._pdf.add_page()

    def box(self, x: float, y: float, width: float, height: float, color: Color, *, radius: float = 0) -> None:
        """A filled rectangle."""
        self._pdf.set_fill_color(*color)
        corners = {"round_corners": True, "corner_radius": radius} if radius else {}
        self._pdf.rect(x, y, width, height, style="F", **corners)  # type: ignore[arg-type]

    def shape(self, points: Iterable[tuple[float, float]], color: Color) -> None:
        """A filled polygon."""
        self._pdf.set_fill_color(*color)
        self._pdf.polygon(list(points), style="F")

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        """A filled circle around (x, y)."""
        self._pdf.set_fill_color(*color)
        self._pdf.circle(x, y, radius, style="F")

    def line(self, x: float, y: float, width: float, color: Color, *, thick: float = 0.3) -> None:
        """A horizontal rule."""
        self.box(x, y, width, thick, color)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float,
        bold: bool = False,
        color: Color = INK,
        align: Align = "L",
        lines: int = 20,
    ) -> float:
        """Words wrapped to `width`, at most so many `lines` (the last one ends in …); returns the y below them.

        Raises:
            Invalid: a character in them cannot be printed.
        """
        self._set_font(words, size, bold=bold)
        self._pdf.set_text_color(*color)
        height = size * _POINT_MM * _LINE_SPACING
        wrapped = self._wrapped(words.replace("\t", " "), width, height)
        if len(wrapped) > lines:
            wrapped = [*wrapped[: lines - 1], self._shortened(wrapped[lines - 1], width)]
        for row in wrapped:
            self._pdf.set_xy(x, y)
            self._pdf.cell(width, height, row, align=align)
            y += height
        return y

    def fitting(
        self, words: str, x: float, y: float, width: float, *, sizes: Iterable[float], lines: int, **look: object
    ) -> float:
        """Text in the first of the sizes in which it needs at most so many lines, else in the last, shortened."""
        sizes = list(sizes)
        for size in sizes:
            self._set_font(words, size, bold=bool(look.get("bold")))
            if len(self._wrapped(words, width, size)) <= lines:
                return self.text(words, x, y, width, size=size, lines=lines, **look)  # type: ignore[arg-type]
        return self.text(words, x, y, width, size=sizes[-1], lines=lines, **look)  # type: ignore[arg-type]

    def qr(self, content: str, x: float, y: float, width: float) -> None:
        """A QR code with its quiet zone, drawn as vectors: sharp at any size."""
        rows = [list(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=_QUIET_MODULES)]
        module = width / len(rows)
        self.box(x, y, width, width, (255, 255, 255))
        self._pdf.set_fill_color(*INK)
        for down, row in enumerate(rows):
            for start, length in _runs(row):
                self._pdf.rect(x + start * module, y + down * module, length * module, module, style="F")

    def picture(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """A picture that fills the rectangle; what stands over is cut evenly."""
        from PIL import Image, ImageOps

        pixels = (round(width / 25.4 * _PICTURE_QUALITY_DPI), round(height / 25.4 * _PICTURE_QUALITY_DPI))
        with Image.open(io.BytesIO(content)) as opened:
            scale = min(1.0, opened.width / pixels[0], opened.height / pixels[1])
            size = (max(1, round(pixels[0] * scale)), max(1, round(pixels[1] * scale)))
            self._pdf.image(ImageOps.fit(opened.convert("RGB"), size), x, y, width, height)

    def next_page(self) -> None:
        """Everything from here on stands on another page."""
        self._pdf.add_page()

    def pdf(self) -> bytes:
        """The page, or the pages, as a PDF file."""
        return bytes(self._pdf.output())

    def _set_font(self, words: str, size: float, *, bold: bool) -> None:
        check_printable(words)
        for family in families(words):
            if family not in self._families:
                self._add_family(family, FURTHER[family])
                self._families.append(family)
        self._pdf.set_fallback_fonts(self._families, exact_match=False)
        self._pdf.set_font("main", "B" if bold else "", size)

    def _add_family(self, family: str, files: Mapping[str, str]) -> None:
        for style, file in files.items():
            self._pdf.add_font(family, style, FONTS / file)

    def _wrapped(self, words: str, width: float, height: float) -> list[str]:
        rows = self._pdf.multi_cell(
            width, height, words, align="L", dry_run=True, output=MethodReturnValue.LINES, wrapmode=_wrap_mode(words)
        )
        return [str(row) for row in rows] if isinstance(rows, list) else []

    def _shortened(self, row: str, width: float) -> str:
        while row and self._pdf.get_string_width(row + "…") > width:
            row = row[:-1]
        return row + "…"


def as_png(pdf: bytes, dpi: int = 150) -> bytes:
    """The first page of a PDF file as a PNG picture."""
    made = io.BytesIO()
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            document[0].render(scale=dpi / 72).to_pil().save(made, "PNG", optimize=True)
        finally:
            document.close()
    return made.getvalue()


def qr_svg(content: str) -> str:
    """A QR code as an SVG drawing without a size of its own, black on white in either theme."""
    made = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        made, kind="svg", border=_QUIET_MODULES, xmldecl=False, omitsize=True, light="#fff", dark="#000"
    )
    return made.getvalue().decode()


def _runs(row: list[int]) -> Iterable[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _wrap_mode(words: str) -> WrapMode:
    """Chinese breaks between any two characters, other scripts between words."""
    wide = sum(ord(letter) > 0x2E80 for letter in words)
    return WrapMode.CHAR if 2 * wide > len(words) else WrapMode.WORD
