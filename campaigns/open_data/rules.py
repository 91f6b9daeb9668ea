"""Parts of lists, and the links between them (RFC 8288). Pure."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode


def page_links(address: str, asked: Mapping[str, str], limit: int, offset: int, total: int) -> list[str]:
    """Links to the parts before and after, and to the first and last one.

    Args:
        asked: the parameters of the address, as they were given.
    """
    return [
        f'<{address}?{urlencode({**asked, "limit": limit, "offset": start})}>; rel="{name}"'
        for name, start in _starts(limit, offset, total)
    ]


def _starts(limit: int, offset: int, total: int) -> Iterator[tuple[str, int]]:
    last = max(total - 1, 0) // limit * limit
    yield "first", 0
    if offset > 0:
        yield "prev", max(min(offset, last + limit) - limit, 0)
    if offset + limit < total:
        yield "next", offset + limit
    yield "last", last
