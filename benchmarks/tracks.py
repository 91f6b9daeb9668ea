"""What judging a track costs: a ride of ten hours at a point a second, from the bytes of the file to what is kept.

    python -m benchmarks.tracks

Prints seconds of CPU. The limit is 1 s for GPX.
"""

from time import process_time

from campaigns.rides.judging import judge
from campaigns.rides.shapes import marks_of, shape_of
from campaigns.rides.track_files import read_track
from workbench.recordings import fit, gpx, ride

_HOURS = 10


def main() -> None:
    """Prints a line for either kind of file."""
    points = ride(length=_HOURS * 3600 * 4.5, noise=3)
    for name, data in (("GPX", gpx(points)), ("FIT", fit(points))):
        start = process_time()
        track = read_track(data)
        read = process_time()
        judged = judge(track)
        shape = shape_of(judged.lines)
        marks_of(track)
        done = process_time()
        print(
            f"{name}: {len(track):,} points, {len(data) / 1e6:.1f} MB: read {read - start:.2f} s, "
            f"judged {done - read:.2f} s, together {done - start:.2f} s of CPU; "
            f"{judged.distance_m:,.0f} m of {_HOURS * 3600 * 4.5:,.0f} m, "
            f"shape of {sum(len(line) for line in shape or [])} points"
        )


if __name__ == "__main__":
    main()
