"""Reading GPX 1.0 and 1.1: streamed through expat, only the points kept; no DTD, no entities, nothing external."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from campaigns.rides.tracks import FIELD, Track
from civic.errors import Invalid

_NAMESPACES = ("http://www.topografix.com/GPX/1/1", "http://www.topografix.com/GPX/1/0")
_TIME_MAX = 64
_DEPTH_MAX = 64
_PARTS_MAX = 2_000_000
"""Ten elements for each of the most points that are taken; more is made to keep the server busy."""


def read_gpx(chunks: Iterable[bytes]) -> Track:
    """The recorded tracks of a GPX file, all of its segments; planned routes and waypoints are left out.

    Raises:
        Invalid: it is not GPX, damaged, dangerous, or its points cannot be a ride.
    """
    found = _Points()
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(found)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as danger:
        raise Invalid("The file holds more than a track: it declares entities, which are refused.", field=FIELD) from (
            danger
        )
    except (SAXException, ValueError, LookupError) as damage:
        raise Invalid("The file is damaged or was cut off: it is not complete XML.", field=FIELD) from damage
    return found.track.checked()


class _Points(ContentHandler):
    """Takes the position of each point of a track and the time directly below it."""

    def __init__(self) -> None:
        super().__init__()
        self.track = Track()
        self._parts = 0
        self._depth = 0
        self._point_depth = 0
        self._latitude = self._longitude = 0.0
        self._time: list[str] | None = None
        self._at: float | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._count()
        self._depth += 1
        if self._point_depth:
            if self._depth == self._point_depth + 1 and (name == "time" or name.endswith(":time")):
                self._time = []
            elif self._depth > _DEPTH_MAX:
                raise Invalid("This is not a GPX file.", field=FIELD)
            return
        local = name.rpartition(":")[2]
        if local == "trkpt":
            self._point_depth = self._depth
            self._latitude, self._longitude, self._at = _degrees(attrs, "lat"), _degrees(attrs, "lon"), None
        elif local == "trkseg":
            self.track.begin_segment()
        elif self._depth == 1:
            _check_root(name, attrs)
        elif self._depth > _DEPTH_MAX:
            raise Invalid("This is not a GPX file.", field=FIELD)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        self._count()

    def _count(self) -> None:
        self._parts += 1
        if self._parts > _PARTS_MAX:
            raise Invalid("This is not a GPX file.", field=FIELD)

    def characters(self, content: str) -> None:
        if self._time is not None and len(self._time) < _TIME_MAX:
            self._time.append(content[:_TIME_MAX])

    def endElement(self, name: str) -> None:  # noqa: N802
        if self._time is not None and self._depth == self._point_depth + 1:
            self._at = _instant("".join(self._time))
            self._time = None
        elif self._depth == self._point_depth:
            self._point_depth = 0
            self.track.add(self._at, self._latitude, self._longitude)
        self._depth -= 1


def _check_root(name: str, attrs: AttributesImpl) -> None:
    prefix, _, local = name.rpartition(":")
    space = attrs.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    if local != "gpx" or space.strip().rstrip("/") not in _NAMESPACES:
        raise Invalid("This is XML, but not a GPX file.", field=FIELD)


def _degrees(attrs: AttributesImpl, name: str) -> float:
    try:
        return float(attrs[name])
    except (KeyError, ValueError) as error:
        raise Invalid("The track has a position that is not on Earth.", field=FIELD) from error


def _instant(text: str) -> float:
    """Seconds since 1970; a time without a zone is UTC, as GPX has it."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise Invalid("The track has a time that is none.", field=FIELD) from error
