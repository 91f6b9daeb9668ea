"""Reading FIT, the recordings of sports devices, through fitdecode."""

import io
import struct
from datetime import UTC, datetime

from fitdecode import FIT_FRAME_DATA, CrcCheck, ErrorHandling, FitCRCError, FitDataMessage, FitError, FitReader  # type: ignore[import-untyped]

from campaigns.rides.tracks import FIELD, Track
from civic.errors import Invalid

_DEGREES = 180 / 2**31
"""FIT says angles in semicircles."""
_BROKEN = (FitError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, struct.error)


def read_fit(data: bytes) -> Track:
    """The positions of a FIT file with their times.

    Raises:
        Invalid: it is damaged, cut off, or has no positions.
    """
    track = Track()
    try:
        with FitReader(io.BytesIO(data), check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.RAISE) as frames:
            for frame in frames:
                if frame.frame_type == FIT_FRAME_DATA and frame.name == "record":
                    _add(track, frame)
    except FitCRCError as damage:
        raise Invalid("The file was damaged on its way: its checksum is wrong.", field=FIELD) from damage
    except _BROKEN as damage:
        raise Invalid("The file is damaged or was cut off: it is not a complete FIT file.", field=FIELD) from damage
    if not len(track) and not track.untimed:
        raise Invalid("The file has no positions. Was the ride recorded indoors?", field=FIELD)
    return track.checked()


def _add(track: Track, record: FitDataMessage) -> None:
    latitude = record.get_value("position_lat", fallback=None)
    longitude = record.get_value("position_long", fallback=None)
    at = record.get_value("timestamp", fallback=None)
    if latitude is None or longitude is None:
        return
    seconds = None
    if isinstance(at, datetime):
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    track.add(seconds, latitude * _DEGREES, longitude * _DEGREES)
