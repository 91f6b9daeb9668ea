"""The feed of new releases: Atom (RFC 4287). Pure."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MIMETYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in the feed. Its address is its name, for ever."""

    url: str
    title: str
    summary: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed itself; `updated` while there is no entry yet is its beginning of time."""

    url: str
    page: str
    title: str
    author: str
    rights: str
    language: str
    entries: Sequence[Entry]


_BEGINNING = "1970-01-01T00:00:00+00:00"


def atom(feed: Feed) -> bytes:
    """The feed as XML, in UTF-8."""
    root = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.page)
    _add(root, "title", feed.title)
    _add(root, "updated", max((_instant(one.updated) for one in feed.entries), default=_BEGINNING))
    _add(root, "rights", feed.rights)
    ET.SubElement(root, "link", {"rel": "self", "type": MIMETYPE, "href": feed.url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for one in feed.entries:
        _entry(ET.SubElement(root, "entry"), one)
    xml: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}\n'.encode()


def _entry(element: ET.Element, one: Entry) -> None:
    _add(element, "id", one.url)
    _add(element, "title", one.title)
    _add(element, "published", _instant(one.published))
    _add(element, "updated", _instant(one.updated))
    _add(element, "summary", one.summary)
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": one.url})


def _add(to: ET.Element, name: str, words: str) -> None:
    ET.SubElement(to, name).text = words


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
