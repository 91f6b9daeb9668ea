"""HTML read into a tree, for pages that a validator has found to be valid, in a third of the time of a parser that
heals everything. What the standard lets a writer leave out (ends of paragraphs, items, rows, cells and options) is put
in; what it forbids is not healed."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu", "nav",
    "ol", "p", "pre", "search", "section", "table", "ul",
))  # fmt: skip
_ROWS = frozenset(("thead", "tbody", "tfoot"))
_ENDED_BY = {
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd"))),
    **dict.fromkeys(("td", "th"), frozenset(("td", "th", "tr", *_ROWS))),
    **dict.fromkeys(_ROWS, _ROWS),
    "colgroup": frozenset(("tr", *_ROWS)),
    "head": frozenset(("body",)),
    "li": frozenset(("li",)),
    "optgroup": frozenset(("optgroup",)),
    "option": frozenset(("option", "optgroup")),
    "p": _BLOCKS,
    "tr": frozenset(("tr", *_ROWS)),
}
"""Which beginnings end an element whose end may be left out."""


def document(html: str) -> ET.Element:
    """The root of a whole page."""
    return _read(html)


def fragment(html: str) -> ET.Element:
    """The element that a piece of a page is."""
    return _read(html)[0]


def _read(html: str) -> ET.Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root()


class _Reader(HTMLParser):
    """Feeds a tree builder; `_open` are the names of the elements that have begun and not ended."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tree = ET.TreeBuilder()
        self._open: list[str] = []

    def root(self) -> ET.Element:
        while self._open:
            self._end()
        return self._tree.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self._open and tag in _ENDED_BY.get(self._open[-1], ()):
            self._end()
        if not self._open and tag != "html":
            self.handle_starttag("html", [])
        if tag == "tr" and self._open[-1] == "table":
            self.handle_starttag("tbody", [])
        self._tree.start(tag, {name: value or "" for name, value in attrs})
        self._open.append(tag)
        if tag in _EMPTY:
            self._end()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The slash means an end within drawings only."""
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY and "svg" in self._open:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._tree.data(data)

    def _end(self) -> str:
        tag = self._open.pop()
        self._tree.end(tag)
        return tag
