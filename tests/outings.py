"""Rides in the cast: a route that people ride, and those who were checked in at its start."""

import io
import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaigns.rides.models import Ride
from civic.calendar import utc_now
from footprint.ledger.models import Entry
from tests import gatherings, organizing
from tests.characters import Browser, Page, Site
from tests.shows import number_of
from workbench.recordings import Point, gpx, ride

ROUTE = {"distance": "6.5", "level": "easy"}


@dataclass
class Outing:
    """A ride with a route of 6.5 km that has just begun."""

    site: Site
    organizer: Browser
    slug: str
    event_id: int

    @property
    def path(self) -> str:
        return f"/campaigns/{self.slug}/rides/{self.event_id}/track"

    def rider(self) -> Browser:
        """Somebody who was checked in at the start."""
        browser = self.site.newcomer(language="en")
        self.let_in(browser)
        return browser

    def let_in(self, browser: Browser) -> None:
        """Registers somebody on the spot and checks them in."""
        scan = f"/organize/campaigns/{self.slug}/events/{self.event_id}/scan"
        said = self.organizer.send(scan, code=gatherings.code_of(self.site, browser), register="y")
        assert said.status == 200, said.text

    def option(self, browser: Browser) -> str:
        """What the form offers first; nothing where it does not stand any more."""
        page = browser.open(self.path)
        found = page.root.find(".//input[@name='option'][@checked]")
        return found.get("value", "") if found is not None else "none"

    def add(self, browser: Browser, file: bytes | None, **answers: str) -> Page:
        """Sends a track, consent given, as the form does."""
        fields: dict[str, object] = {
            "csrf_token": browser.token(),
            "option": self.option(browser),
            "consent": "y",
            **answers,
        }
        if file is not None:
            fields["track"] = (io.BytesIO(file), "ride.gpx")
        return Page(browser.client.post(self.path, data=fields, content_type="multipart/form-data"))

    def row(self, browser: Browser) -> Ride:
        with self.site.database.read() as session:
            return session.query(Ride).filter_by(resident_id=number_of(self.site, browser)).one()

    def entries(self, browser: Browser, action: str = "bicycle") -> list[Entry]:
        with self.site.database.read() as session:
            mine = session.query(Entry).filter_by(resident_id=number_of(self.site, browser), action=action)
            return mine.order_by(Entry.id).all()


_seeds = itertools.count(1)


def recording(**differing: float) -> list[Point]:
    """A noisy recording that ended some minutes ago, unlike every other one."""
    start = (utc_now() - timedelta(hours=1)).timestamp() // 1
    return ride(**{"length": 6000, "noise": 3, "seed": next(_seeds), "start": start, **differing})  # type: ignore[arg-type]


def start(site: Site, organizer: Browser | None = None) -> Outing:
    """A ride that has just begun; its organizer is somebody new unless told otherwise."""
    organizer = organizer or organizing.organizer(site)
    slug = organizing.campaign(site, "ride", organizer)
    return date(Outing(site, organizer, slug, 0))


def date(outing: Outing) -> Outing:
    """One more date of the ride's campaign, with its route."""
    site, slug = outing.site, outing.slug
    found = Outing(site, outing.organizer, slug, gatherings.event(site, slug))
    gatherings.begin(site, found.event_id)
    path = f"/organize/campaigns/{slug}/rides/{found.event_id}"
    meeting = {f"meeting_{code}": "East gate" for code in site.city.languages}
    said = outing.organizer.send(path, **ROUTE, **meeting)
    assert said.status == 303, said.problems
    return found


# For walks through the house

_WALKED: dict[int, Outing] = {}


def life(site: Site) -> None:
    """小明 runs a ride too, and rode herself, with a track in which there was a tunnel."""
    outing = start(site, site.xiaoming)
    outing.let_in(site.xiaoming)
    points = recording()
    said = outing.add(site.xiaoming, gpx(points[:600], points[800:]))
    assert said.status == 303, said.problems
    _WALKED[id(site)] = outing


def _of(what: str) -> Any:
    return lambda site: [_WALKED[id(site)].path.replace("track", what)]


def _riders(site: Site) -> str:
    one = _WALKED[id(site)]
    return f"/organize/campaigns/{one.slug}/rides/{one.event_id}/riders"


ADDRESSES: dict[str, Any] = {
    **{f"/campaigns/<slug>/rides/<row:event_id>/{what}": _of(what) for what in ("track", "planned", "remove")},
    "/organize/campaigns/<slug>/rides": lambda site: [f"/organize/campaigns/{_WALKED[id(site)].slug}/rides"],
    "/organize/campaigns/<slug>/rides/<row:event_id>": lambda site: [
        f"/organize/campaigns/{one.slug}/rides/{one.event_id}" for one in [_WALKED[id(site)]]
    ],
    "/organize/campaigns/<slug>/rides/<row:event_id>/riders": lambda site: [_riders(site)],
    "/organize/campaigns/<slug>/rides/<row:event_id>/riders/confirm": lambda site: [f"{_riders(site)}/confirm"],
    "/organize/campaigns/<slug>/rides/<row:event_id>/riders/<row:id>": lambda site: [
        f"{_riders(site)}/{_WALKED[id(site)].row(site.xiaoming).id}"
    ],
}
