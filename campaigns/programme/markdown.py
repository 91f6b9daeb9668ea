"""What organizers write, as HTML: headings, lists, emphasis and links to the web; no HTML of their own, no pictures."""

from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

_REL = "nofollow noopener ugc"
_HIGHEST = 2
"""The page has its own h1."""


@lru_cache(maxsize=256)
def to_html(text: str) -> Markup:
    """The Markdown text as safe HTML."""
    return Markup(_reader().render(text))  # noqa: S704 (the reader escapes everything that it did not make)


@lru_cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
    reader.validateLink = _is_web  # type: ignore[assignment, method-assign]
    reader.add_render_rule("link_open", _link)
    for rule in ("heading_open", "heading_close"):
        reader.add_render_rule(rule, _heading)
    return reader


def _is_web(address: str) -> bool:
    return address.strip().lower().startswith(("https://", "http://", "mailto:"))


def _link(self: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    tokens[index].attrSet("rel", _REL)
    return str(self.renderToken(tokens, index, options, environment))


def _heading(self: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    """A heading at most as high as the page's parts: # and ## both become h2."""
    level = int(tokens[index].tag[1])
    tokens[index].tag = f"h{max(_HIGHEST, level)}"
    return str(self.renderToken(tokens, index, options, environment))
