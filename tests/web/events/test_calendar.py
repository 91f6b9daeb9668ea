"""The city's calendar shows every campaign's dates, month by month."""

from datetime import timedelta

import pytest

from campaigns.events.models import Event
from campaigns.events.rules import month_beside
from civic.calendar import utc_now
from civic.city.text import Text
from tests import gatherings
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, campaign_id, organizer


def day_of(page: Page, words: str) -> str:
    """What stands in the day's cell that says so."""
    cells = ["".join(cell.itertext()) for cell in page.root.iter("td")]
    return next((cell for cell in cells if words in cell), "")


def test_campaigns_and_events_stand_on_their_days(site: Site) -> None:
    boss = organizer(site)
    first = month_beside(site.today.replace(day=1), 1)
    slug = campaign(
        site, "community", boss, title=Text({"zh": "种树月"}), starts_on=first, ends_on=first + timedelta(days=19)
    )
    event = gatherings.event(site, slug, days=(first - site.today).days + 4)
    with site.database.write() as session:
        session.get_one(Event, event).name = Text({"zh": "第一棵树"})
    page = site.clerk.open(f"/city/calendar?month={first:%Y-%m}")
    assert f"{first.year}年{first.month}月" in page.h1
    assert "开始" in day_of(page, "种树月")
    assert f"/city/campaigns/{campaign_id(site, slug)}/decide" in page.links()
    assert f"/campaigns/{slug}/events/{event}" in page.links()
    assert f"{first.month}月5日" in day_of(page, "第一棵树")
    with site.database.write() as session:
        session.get_one(Event, event).cancelled_at = utc_now()
    assert "第一棵树" in [one.text for one in site.clerk.open(f"/city/calendar?month={first:%Y-%m}").root.iter("del")]


def test_drafts_are_nobody_elses_business(site: Site) -> None:
    campaign(site, "community", organizer(site), state="draft", title=Text({"zh": "还没想好"}))
    assert "还没想好" not in site.clerk.open("/city/calendar").text


def test_one_goes_from_month_to_month(site: Site) -> None:
    page = site.clerk.open("/city/calendar?month=2026-12")
    assert {"/city/calendar?month=2026-11", "/city/calendar?month=2027-01"} <= set(page.links())
    usual = site.clerk.open("/city/calendar").h1
    for nonsense in ("2026-13", "x", "0001-01", "9999-12", "", "2026-1"):
        assert site.clerk.open(f"/city/calendar?month={nonsense}").h1 == usual


@pytest.mark.parametrize("who", ["moderator", "xiaoming"])
def test_others_do_not_see_it(site: Site, who: str) -> None:
    browser: Browser = getattr(site, who)
    assert browser.open("/city/calendar").status == 404
