"""What files cost that are made to hurt: processor time of each, and how long a page waits while many arrive at once.

    python -m benchmarks.bombs [--senders 16] [--seconds 15]

Each file is read as an upload is, in a bounded process, and stands beside an honest one. Then riders who were checked
in send the costliest ones over and over, each over a connection of its own, while somebody looks at `/boards`.
"""

import argparse
import http.client
import itertools
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from resource import RUSAGE_CHILDREN, getrusage

from sqlalchemy import select

from benchmarks import city, load, people, serving
from benchmarks.people import Phone
from campaigns.events.models import Event
from campaigns.programme.models import Campaign
from campaigns.rides import reading
from civic.bounded.runner import read_bounded
from civic.database.engine import Database
from civic.errors import Invalid
from civic.pictures import encoding
from civic.pictures.envelopes import check_envelope
from workbench import bombs
from workbench.paint import encoded, photograph
from workbench.recordings import START, fit, gpx, ride

_COSTLY = (bombs.fit_of_fields, bombs.gpx_of_another_day, bombs.gpx_of_elements, bombs.fit_of_empty_messages)
_HOURS = 10
_PAUSE_S = 0.05
_BOUNDARY = "a-boundary-of-a-form"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=15)
    args = parser.parse_args()
    head = ("file", "kB", "CPU s", "what is said")
    load.table("Processor time of a file, the start of its process included", head, list(_costs()))
    with serving.database_url("bombs", postgresql=False) as (url, folder):
        path, senders = _riders(url, args.senders)
        with serving.product(people.environment(url, folder)) as (port, _):
            _hurt(port, path, senders, args.seconds)


def _costs() -> Iterator[tuple[str, ...]]:
    yield _cost("a photograph of 12 megapixels", encoded(photograph(), quality=92), _picture)
    points = ride(length=_HOURS * 3600 * 4.5, noise=3)
    yield _cost("a ride of ten hours, GPX", gpx(points), _track)
    yield _cost("a ride of ten hours, FIT", fit(points), _track)
    for name, make in bombs.TRACKS.items():
        yield _cost(name, make(), _track)
    for name, make in bombs.PICTURES.items():
        yield _cost(name, make(), _picture)


def _picture(data: bytes) -> None:
    check_envelope(data)
    read_bounded(encoding.answer_to, data, 1, "picture")


def _track(data: bytes) -> None:
    when = {"starts_at": START, "ends_at": START + _HOURS * 3600, "now": START + 2 * _HOURS * 3600}
    given = {name: datetime.fromtimestamp(at, UTC).isoformat() for name, at in when.items()}
    read_bounded(reading.answer_to, data, 1, "track", given)


def _cost(name: str, data: bytes, read: Callable[[bytes], None]) -> tuple[str, ...]:
    before, said = getrusage(RUSAGE_CHILDREN), "taken"
    try:
        read(data)
    except Invalid as refused:
        said = str(refused)[:60]
    after = getrusage(RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return name, f"{len(data) / 1e3:,.0f}", f"{spent_s:.2f}", said


# A server while many of them arrive


def _riders(url: str, count: int) -> tuple[str, list[Phone]]:
    """Where the track of a ride is sent to, and people who were checked in there."""
    city.build(url, residents=1_000, entries=10_000, readers=count, participants=1_000, campaigns=0)
    database = Database(url)
    with database.read() as session:
        slug, event_id = session.execute(
            select(Campaign.slug, Event.id)
            .join(Event, Event.campaign_id == Campaign.id)
            .where(Campaign.slug == city.slug("ride", None), Event.attended > 0)
        ).one()
    database.dispose()
    return f"/campaigns/{slug}/rides/{event_id}/track", people.phones(range(1, count + 1))


def _hurt(port: int, path: str, senders: list[Phone], seconds: float) -> None:
    """Looks at a page alone, then while everybody sends."""
    alone = _looked(port, seconds / 3)
    stop, statuses = threading.Event(), Counter[int]()
    files = itertools.cycle([make() for make in _COSTLY])
    threads = [
        threading.Thread(target=_send, args=(port, path, sender, next(files), stop, statuses)) for sender in senders
    ]
    for thread in threads:
        thread.start()
    hurt = _looked(port, seconds)
    stop.set()
    for thread in threads:
        thread.join()
    rows = [
        (name, f"{len(waits)}", f"{statistics.median(waits) * 1e3:.0f}", f"{max(waits) * 1e3:.0f}")
        for name, waits in (("alone", alone), (f"beside {len(senders)} senders", hurt))
    ]
    load.table("A visitor's /boards", ("", "answers", "p50 ms", "slowest ms"), rows)
    print(f"the files were answered {dict(statuses)}; p50 {statistics.median(hurt) / statistics.median(alone):.1f} ×")


def _looked(port: int, seconds: float) -> list[float]:
    """How long each answer took, one after the other."""
    waits, end = list[float](), time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", "/boards/districts")
        connection.getresponse().read()
        connection.close()
        waits.append(time.perf_counter() - begun)
        time.sleep(_PAUSE_S)
    return waits


def _send(
    port: int, path: str, sender: Phone, data: bytes, stop: threading.Event, statuses: Counter[int]
) -> None:  # fmt: skip
    """The same file again and again, as a browser's form sends it."""
    fields = {"csrf_token": sender.token, "option": "none", "consent": "y"}
    parts = [f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    opening = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="track"; filename="ride.gpx.gz"\r\n\r\n'
    body = "".join([*parts, opening]).encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={_BOUNDARY}"
    headers = {"Cookie": sender.cookie, "Content-Type": kind}
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        connection.request("POST", path, body, headers)
        statuses[connection.getresponse().status] += 1
        connection.close()


if __name__ == "__main__":
    main()
