"""Reading GPX 1.0 and 1.1: streamed through expat, only the points kept; no DTD, no entities, nothing external."""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.parsers.expat import ExpatError, ParserCreate

from campaigns.rides.tracks import FIELD, Track
from civic.errors import Invalid

_NAMESPACES = ("http://www.topografix.com/GPX/1/1", "http://www.topografix.com/GPX/1/0", "")
"""Some programs name none."""
_TIME_MAX = 64
_DEPTH_MAX = 64
_PARTS_MAX = 1_200_000
"""Ten elements with two attributes for each of the most points that are taken; more is made to do harm."""
_STRETCH = 64 * 1024
"""A tag begins in every stretch of so many bytes: a tag or a text without end is no part of a track."""
_FED_AT_ONCE = 8 * 2**20
"""expat begins a tag that is not complete anew with every piece."""


def read_gpx(data: bytes) -> Track:
    """The recorded tracks of a GPX file, all of its segments; planned routes and waypoints are left out.

    Raises:
        Invalid: it is not GPX, damaged, dangerous, or its points cannot be a ride.
    """
    if any(b"<" not in data[start : start + _STRETCH] for start in range(0, len(data) - _STRETCH, _STRETCH)):
        raise _not_gpx()
    points = _Points()
    try:
        for start in range(0, len(data), _FED_AT_ONCE):
            points.parser.Parse(data[start : start + _FED_AT_ONCE])
        points.parser.Parse(b"", True)
    except (ExpatError, ValueError, LookupError) as damage:
        raise Invalid("The file is damaged or was cut off: it is not complete XML.", field=FIELD) from damage
    return points.track.checked()


class _Points:
    """Takes the position of each point of a track and the time directly below it."""

    def __init__(self) -> None:
        self.track = Track()
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.ProcessingInstructionHandler = lambda _target, _data: self._count(1)
        self.parser.StartDoctypeDeclHandler = _refuse_declarations
        self._parts = 0
        self._depth = 0
        self._point_depth = 0
        self._latitude = self._longitude = 0.0
        self._time: list[str] | None = None
        self._at: float | None = None

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._count(1 + len(attributes))
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise _not_gpx()
        if self._point_depth:
            if self._depth == self._point_depth + 1 and (name == "time" or name.endswith(":time")):
                self._time, self.parser.CharacterDataHandler = [], self._characters
            return
        local = name.rpartition(":")[2]
        if local == "trkpt":
            self._point_depth = self._depth
            self._latitude, self._longitude, self._at = _degrees(attributes, "lat"), _degrees(attributes, "lon"), None
        elif local == "trkseg":
            self.track.begin_segment()
        elif self._depth == 1:
            _check_root(name, attributes)

    def _count(self, parts: int) -> None:
        self._parts += parts
        if self._parts > _PARTS_MAX:
            raise _not_gpx()

    def _characters(self, content: str) -> None:
        if self._time is not None and len(self._time) < _TIME_MAX:
            self._time.append(content[:_TIME_MAX])

    def _end(self, _name: str) -> None:
        if self._time is not None and self._depth == self._point_depth + 1:
            self._at = _instant("".join(self._time))
            self._time = self.parser.CharacterDataHandler = None
        elif self._depth == self._point_depth:
            self._point_depth = 0
            self.track.add(self._at, self._latitude, self._longitude)
        self._depth -= 1


def _not_gpx() -> Invalid:
    return Invalid("This is not a GPX file.", field=FIELD)


def _refuse_declarations(*_: object) -> None:
    """Entities are declared in a document type; without one there are none, and nothing is fetched from elsewhere."""
    raise Invalid("The file holds more than a track: it declares entities, which are refused.", field=FIELD)


def _check_root(name: str, attributes: Mapping[str, str]) -> None:
    prefix, _, local = name.rpartition(":")
    space = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    if local != "gpx" or space.strip().rstrip("/") not in _NAMESPACES:
        raise Invalid("This is XML, but not a GPX file.", field=FIELD)


def _degrees(attributes: Mapping[str, str], name: str) -> float:
    try:
        return float(attributes[name])
    except (KeyError, ValueError) as error:
        raise Invalid("The track has a position that is not on Earth.", field=FIELD) from error


def _instant(text: str) -> float:
    """Seconds since 1970; a time without a zone is UTC, as GPX has it."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise Invalid("The track has a time that is none.", field=FIELD) from error
