"""From where somebody signs in is noted as fingerprints, for a month, and sent back where people sign in alone."""

from datetime import timedelta

from civic.calendar import utc_now
from footprint.integrity import queries, services
from footprint.integrity.decisions import MARK_DAYS
from footprint.integrity.models import ArrivalMark
from tests.characters import PASSWORD, Browser, Page, Site
from tests.organizing import actor_of


def mark(site: Site, who: Browser) -> ArrivalMark | None:
    with site.database.read() as session:
        return session.get(ArrivalMark, actor_of(session, who).resident_id)


def devices(site: Site, *people: Browser) -> list[bytes]:
    found = [mark(site, one) for one in people]
    return [one.device for one in found if one]


def sign_in_as(browser: Browser, other: Browser) -> Page:
    """Out of the own account and into another's, in the same browser."""
    browser.send("/me/account", "/signout/everywhere")
    return browser.send("/signin", username=other.nickname, password=PASSWORD)


def test_two_accounts_of_one_browser_are_seen_as_such(site: Site) -> None:
    ann, ben, eve = site.newcomer(), site.newcomer(), site.newcomer()
    assert len(set(devices(site, ann, ben, eve))) == 3
    assert sign_in_as(ann, ben).status == 303
    first, second, third = devices(site, ann, ben, eve)
    assert first == second != third
    with site.database.read() as session:
        number = actor_of(session, ben).resident_id
        assert queries.accounts(session, [number])[number].device == second


def test_the_number_goes_back_where_people_sign_in_alone(site: Site) -> None:
    ann = site.newcomer()
    sent = [one.split("; ") for one in sign_in_as(ann, ann).answer.headers.getlist("Set-Cookie")]
    paths = [part for first, *rest in sent if first.startswith("device=") for part in rest if part.startswith("Path")]
    assert paths == ["Path=/signin", "Path=/signup"]


def test_it_is_forgotten_after_a_month(site: Site) -> None:
    ann, today = site.newcomer(), site.app_services.calendar.today(utc_now())
    for days, is_left in ((MARK_DAYS, True), (MARK_DAYS + 1, False)):
        with site.database.write() as session:
            services.forget_marks(session, today + timedelta(days=days))
        assert (mark(site, ann) is not None) is is_left


def test_it_is_handed_out_and_erased(site: Site) -> None:
    ann = site.newcomer()
    (device,) = devices(site, ann)
    assert device.hex() in ann.open("/me/download").html
    with site.database.read() as session:
        number = actor_of(session, ann).resident_id
    assert ann.send("/me/erase", password=PASSWORD).status == 303
    with site.database.read() as session:
        assert session.get(ArrivalMark, number) is None
