"""Bytes over the wire, heads included, as a browser gets them on a first and on a later visit.

python -m benchmarks.wire
"""

from html.parser import HTMLParser

import brotli

from benchmarks import load, people, serving
from benchmarks.population import fill
from civic.database.engine import Database
from footprint.ledger.rebuild import rebuild

_FETCHED = ("icon", "manifest", "stylesheet")


def main() -> None:
    with serving.database_url("wire", postgresql=False) as (url, folder):
        database = Database(url)
        ledger = fill(database, 1_000, 10_000)
        rebuild(database, ledger.calendar)
        database.dispose()
        with serving.product(people.environment(url, folder)) as (port, _):
            _visit(port, people.phones(range(1, 2))[0])


def _visit(port: int, phone: people.Phone) -> None:
    connection = load.Connection(port)

    def fetch(path: str, cookie: str = "", extra: str = "") -> tuple[int, str, bytes]:
        _, head, body = connection.ask(load.get(path, cookie, extra))
        return len(head) + 4 + len(body), head.decode(), body

    first, head, body = fetch("/")
    etag = next(line for line in head.split("\r\n") if line.lower().startswith("etag:"))[5:].strip()
    parts = _Parts(brotli.decompress(body).decode()).addresses
    unchanged, _, _ = fetch("/", extra=f"If-None-Match: {etag}\r\n")
    everything = first + sum(fetch(path)[0] for path in parts)
    rows = [
        ("first visit, HTML with its styles", f"{first:,}", "14,336"),
        (f"first visit, with its {len(parts)} other files", f"{everything:,}", "40,960"),
        ("repeat visit, nothing new", f"{unchanged:,}", "10,240"),
        ("signed-in visit, styles kept", f"{fetch('/', phone.cookie)[0]:,}", "10,240"),
    ]
    connection.close()
    load.table("Bytes over the wire", ("what", "bytes", "limit"), rows)


class _Parts(HTMLParser):
    """The addresses of what a browser fetches for a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts, pictures, and what the head links to."""
        said = dict(attrs)
        named = said.get("href") if tag == "link" and said.get("rel") in _FETCHED else said.get("src")
        if named and not named.startswith("data:"):
            self.addresses.add(named)


if __name__ == "__main__":
    main()
