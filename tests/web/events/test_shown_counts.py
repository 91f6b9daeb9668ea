"""How many came is said of ten people at least, and moves by ten; organizers see everybody."""

from datetime import timedelta

import pytest

from campaigns.events import registering, rules
from campaigns.events.jobs import count_events
from campaigns.events.models import Attendance, Event
from campaigns.events.services import Arrival, check_in_many, take_back
from campaigns.programme.models import Campaign
from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from footprint.resources import LEDGER
from tests import gatherings
from tests.characters import Browser, Site
from tests.organizing import actor_of, campaign, organizer
from tests.people import settle


class Hall:
    """An event that is over, and whose list is still handed in."""

    def __init__(self, site: Site) -> None:
        self.site, self.host = site, organizer(site)
        self.slug = campaign(site, "community", self.host)
        self.event_id = gatherings.event(site, self.slug)
        self.ledger = site.app_services.get(LEDGER)

    def come(self, people: int) -> list[int]:
        """So many new residents registered on the spot and were checked in; their attendances."""
        self._ends(timedelta(hours=1))
        before = self._attendances()
        with self.site.database.write() as session:
            found = session.query(Campaign).filter_by(slug=self.slug).one()
            guests = [settle(session, utc_now()) for _ in range(people)]
            for guest in guests:
                registering.register(
                    session,
                    self.site.app_services.calendar,
                    found,
                    self.event_id,
                    guest,
                    on_the_spot=True,
                    now=utc_now(),
                )
            arrivals = [Arrival(self.event_id, guest.resident_id, "list", utc_now(), None) for guest in guests]
            came = check_in_many(session, self.ledger, arrivals, utc_now(), action="community")
            assert {one.code for one in came} == {rules.DONE}
        return sorted(self._attendances() - before)

    def _ends(self, later: timedelta) -> None:
        with self.site.database.write() as session:
            event = session.get_one(Event, self.event_id)
            event.starts_at, event.ends_at = utc_now() - timedelta(minutes=5), utc_now() + later

    def _attendances(self) -> set[int]:
        with self.site.database.read() as session:
            return {one.id for one in session.query(Attendance).filter_by(event_id=self.event_id)}

    def take_back(self, number: int) -> None:
        with self.site.database.write() as session:
            boss, event = actor_of(session, self.host), session.get_one(Event, self.event_id)
            take_back(session, self.ledger, event, number, boss, utc_now())

    def look(self) -> str:
        """What visitors read once it is over, the jobs having run."""
        self._ends(timedelta(minutes=-2))
        count_events(self.site.app_services)
        return self.site.visitor("en").open(f"/campaigns/{self.slug}").text


@pytest.fixture
def hall(site: Site) -> Hall:
    return Hall(site)


def test_ten_are_said_and_moved_by_ten(hall: Hall) -> None:
    hall.come(MINIMUM - 1)
    assert "fewer than 10 were there" in hall.look()
    hall.come(1)
    assert "10 were there" in hall.look()
    hall.come(MINIMUM - 1)
    assert "10 were there" in hall.look()
    hall.come(1)
    assert "20 were there" in hall.look()


def test_who_came_and_was_taken_back_is_no_change(hall: Hall) -> None:
    hall.come(MINIMUM)
    hall.look()
    for number in hall.come(MINIMUM - 1):
        hall.take_back(number)
    hall.come(1)
    assert "10 were there" in hall.look()


def test_organizers_see_everybody(hall: Hall) -> None:
    hall.come(3)
    host: Browser = hall.site.again(hall.host, "en")
    assert "3 were there" in host.open(f"/organize/campaigns/{hall.slug}/events").text


def test_visitors_do_not_read_how_many_are_registered(site: Site) -> None:
    slug = campaign(site, "community")
    number, page = gatherings.event(site, slug, capacity=2), site.visitor("en")
    path = f"/campaigns/{slug}/events/{number}"
    before = page.open(path).text
    gatherings.register(site, slug, number, site.newcomer())
    assert page.open(path).text == before
    assert "Some are free." in before
    gatherings.register(site, slug, number, site.newcomer())
    assert "All are taken." in page.open(path).text
