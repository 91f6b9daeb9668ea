"""From the bytes of a file to what is kept of it, pure. Runs in a bounded process."""

from datetime import UTC, datetime
from typing import Any

from campaigns.rides import rules
from campaigns.rides.judging import TrackJudgement, judge
from campaigns.rides.rules import TrackTimes
from campaigns.rides.shapes import marks_of, shape_of
from campaigns.rides.track_files import read_track
from campaigns.rides.tracks import FIELD, Track
from civic.bounded.answers import WorkerAnswer
from civic.errors import Invalid


def answer_to(data: bytes, starts_at: str, ends_at: str, now: str) -> WorkerAnswer:
    """What a file comes down to. Its times are looked at first: judging costs more the longer a track is.

    Args:
        starts_at: when the ride begins; as `ends_at` and `now` in ISO 8601.

    Raises:
        Invalid: on `track`, whatever is wrong with it.
    """
    track = read_track(data)
    _span(track).check_fits(*map(datetime.fromisoformat, (starts_at, ends_at, now)))
    judged = judge(track)
    return WorkerAnswer({**_figures(judged), "marks": marks_of(track), "shape": shape_of(judged.lines)})


def _span(track: Track) -> TrackTimes:
    try:
        return TrackTimes(datetime.fromtimestamp(track.at[0], UTC), datetime.fromtimestamp(track.at[-1], UTC))
    except (OverflowError, OSError, ValueError) as absurd:  # a year that no calendar has
        raise Invalid("The track has a time that is none.", field=FIELD) from absurd


def _figures(judged: TrackJudgement) -> dict[str, Any]:
    return {
        "span": [judged.started_at, judged.ended_at],
        "distance_m": rules.check_length(judged.distance_m),
        "moving_s": round(judged.moving_s),
        "fast_permille": round(judged.fast_share * 1000),
        "is_motor": judged.is_motor,
        "cuts": [[cut.reason, int(cut.at_s // 60), round(cut.seconds), round(cut.metres)] for cut in judged.cuts],
    }
