"""The report of a year as a PDF for the printer: no Flask, no database, all words given."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from civic.documents.printing import GREEN, INK, SOFT, TINT, Color, Sheet

_WIDTH, _HEIGHT, _LEFT, _INNER, _BOTTOM = 210.0, 297.0, 20.0, 170.0, 272.0
_ROW, _CHART = 6.5, 42.0
"""Millimetres: of a line of a table, of a chart."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns with their labels; lengths from 0 to 1, None where a figure is withheld."""

    columns: Sequence[tuple[str, float | None]]
    top: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are shares of the page's, `size` is in points."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    size: float = 9


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with what stands below it, in this order."""

    heading: str
    chart: Chart | None = None
    grid: Grid | None = None
    paragraphs: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Report:
    """What the report says, in one language, already translated. `foot` stands below every page."""

    title: str
    city: str
    lead: Sequence[str]
    chapters: Sequence[Chapter]
    foot: str


def pdf(report: Report) -> bytes:
    """The report on as many pages of A4 as it needs."""
    return _Paper(report).pdf()


class _Paper:
    """Pages that are filled from top to bottom."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._sheet = Sheet(_WIDTH, _HEIGHT, report.title, report.city)
        self._page, self._y = 0, 0.0
        self._begin()

    def pdf(self) -> bytes:
        report = self._report
        self._y = self._sheet.fitting(report.title, _LEFT, self._y, _INNER, sizes=(26, 22, 18), lines=2, bold=True)
        for words in report.lead:
            self._say(words, size=13)
        for chapter in report.chapters:
            self._chapter(chapter)
        return self._sheet.pdf()

    def _begin(self) -> None:
        self._page += 1
        self._sheet.box(0, 0, _WIDTH, 6, GREEN)
        self._sheet.text(f"{self._report.foot} · {self._page}", _LEFT, 284, _INNER, size=8, color=SOFT, lines=1)
        self._y = 20.0

    def _need(self, height: float) -> None:
        """A new page, where so much does not fit on this one."""
        if self._y + height > _BOTTOM:
            self._sheet.next_page()
            self._begin()

    def _say(self, words: str, *, size: float = 10.5) -> None:
        self._need(4 * size * 0.5)
        self._y = self._sheet.text(words, _LEFT, self._y + 1.5, _INNER, size=size, lines=12)

    def _chapter(self, chapter: Chapter) -> None:
        self._need(30)
        self._y = self._sheet.text(chapter.heading, _LEFT, self._y + 6, _INNER, size=15, bold=True, lines=1) + 1
        if chapter.chart:
            self._chart(chapter.chart)
        if chapter.grid:
            self._grid(chapter.grid)
        for words in chapter.paragraphs:
            self._say(words)

    def _chart(self, chart: Chart) -> None:
        self._need(_CHART + 12)
        sheet, top, step = self._sheet, self._y + 5, _INNER / max(1, len(chart.columns))
        sheet.text(chart.top, _LEFT, self._y - 1, _INNER, size=8, color=SOFT, lines=1)
        sheet.line(_LEFT, top, _INNER, TINT)
        sheet.line(_LEFT, top + _CHART, _INNER, SOFT)
        for place, (label, share) in enumerate(chart.columns):
            x = _LEFT + place * step
            if share is not None:
                high = max(0.4, _CHART * share)
                sheet.box(x + step * 0.2, top + _CHART - high, step * 0.6, high, GREEN)
            sheet.text(
                label if share is not None else f"{label} –", x, top + _CHART + 1, step, size=8, align="C", lines=1
            )
        self._y = top + _CHART + 8

    def _grid(self, grid: Grid) -> None:
        self._line(grid.head, grid, SOFT)
        for row in grid.rows:
            self._line(row, grid, INK)
        self._y += 2

    def _line(self, fields: Sequence[str], grid: Grid, color: Color) -> None:
        self._need(_ROW)
        self._sheet.line(_LEFT, self._y, _INNER, TINT)
        x = _LEFT
        for words, share in zip(fields, grid.widths, strict=True):
            self._sheet.text(words, x, self._y + 0.6, share * _INNER - 2, size=grid.size, color=color, lines=1)
            x += share * _INNER
        self._y += _ROW
