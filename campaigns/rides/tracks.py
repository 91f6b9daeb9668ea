"""What a file of a track comes down to: when somebody was where. Files are read by `gpx` and `fit`."""

from array import array
from dataclasses import dataclass, field

from civic.errors import Invalid

MAX_POINTS = 100_000
"""A day and a night at a point a second; more is no ride."""
FIELD = "track"
_UNTIMED_PERMILLE = 100


@dataclass(slots=True)
class Track:
    """Points in the order of their times: seconds since 1970, degrees. `breaks`: where the device began anew."""

    at: "array[float]" = field(default_factory=lambda: array("d"))
    latitude: "array[float]" = field(default_factory=lambda: array("d"))
    longitude: "array[float]" = field(default_factory=lambda: array("d"))
    breaks: set[int] = field(default_factory=set)
    untimed: int = 0

    def __len__(self) -> int:
        return len(self.at)

    def begin_segment(self) -> None:
        """The next point does not follow the one before: the device was paused."""
        if self.at:
            self.breaks.add(len(self.at))

    def add(self, at: float | None, latitude: float, longitude: float) -> None:
        """Adds a point; one without a time is only counted.

        Raises:
            Invalid: a place that is none, a time before the one before, too many points.
        """
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # also refuses what is not a number
            raise Invalid("The track has a position that is not on Earth.", field=FIELD)
        if at is None:
            self.untimed += 1
            return
        if self.at and at < self.at[-1]:
            raise Invalid("The times of the track go back. Please export it anew from your device.", field=FIELD)
        if len(self.at) + self.untimed >= MAX_POINTS:
            raise Invalid("The track has more than %(most)s points.", field=FIELD, most=MAX_POINTS)
        self.at.append(at)
        self.latitude.append(latitude)
        self.longitude.append(longitude)

    def checked(self) -> "Track":
        """The track, if it can be judged.

        Raises:
            Invalid: no points, no times, one point.
        """
        count = len(self.at) + self.untimed
        if not count:
            raise Invalid("There is no track in this file.", field=FIELD)
        if self.untimed * 1000 > count * _UNTIMED_PERMILLE:
            raise Invalid(
                "The points of the track have no times, so nobody can see that it was ridden. "
                "Please export the recording, not a planned route.",
                field=FIELD,
            )
        if len(self.at) < 2 or self.at[0] == self.at[-1]:
            raise Invalid("The track has only one point.", field=FIELD)
        return self
