"""Pages of a city's own, like its terms of use: `pages.toml` of a pack, which may be left out."""

from dataclasses import dataclass

from civic.city.folder import PackFolder
from civic.city.records import Table, identifier, unique
from civic.city.text import Text

FILE = "pages.toml"


@dataclass(frozen=True, slots=True)
class Part:
    """Paragraphs below a heading, which may be none."""

    heading: Text
    text: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name that stands in its address."""

    id: str
    name: Text
    parts: tuple[Part, ...]


def read_pages(pack: PackFolder) -> tuple[Page, ...]:
    """The pages of a pack, in their order; none without the file."""
    if FILE not in pack.texts:
        return ()
    table = pack.toml(FILE)
    seen: set[str] = set()
    pages = tuple(_page(one, seen) for one in table.tables("pages"))
    table.close()
    return pages


def _page(table: Table, seen: set[str]) -> Page:
    page = Page(identifier(table, "id"), table.text("name"), tuple(_part(one) for one in table.tables("parts")))
    unique(table, seen, page.id, "pages")
    if not page.parts:
        table.problem("id", f"The page '{page.id}' is empty.", "Give it [[pages.parts]].")
    table.close()
    return page


def _part(table: Table) -> Part:
    part = Part(table.text("heading", required=False), tuple(_paragraph(one) for one in table.tables("text")))
    table.close()
    return part


def _paragraph(table: Table) -> Text:
    text = Text({language: table.string(language) for language in table.languages})
    table.close()
    return text
