"""Before and after a campaign: whoever wants to answers, on the campaign's page, and is never called a sample."""

import pytest
from flask import Flask

from tests import surveying
from tests.characters import Site
from tests.organizing import campaign, organizer

HERE = "/surveys/around"


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def test_the_way_stands_on_the_campaigns_page_while_a_wave_is_open(site: Site) -> None:
    slug = campaign(site, "community")
    other = campaign(site, "community")
    survey_id, wave_id = surveying.opened(site, "around", about=slug)
    guest = site.visitor("en")
    assert HERE in guest.open(f"/campaigns/{slug}").links()
    assert "Before it begins" in guest.open(f"/campaigns/{slug}").text
    assert HERE not in guest.open(f"/campaigns/{other}").links()
    page = guest.open(HERE)
    assert "This is not a sample of residents" in page.text
    assert guest.post(HERE, surveying.filled(page, HERE)).status == 303
    wave = f"/city/surveys/waves/{wave_id}"
    assert site.clerk.send(wave, f"{wave}/close").status == 303
    assert HERE not in site.visitor("en").open(f"/campaigns/{slug}").links()
    with site.database.read() as session:
        (kept,) = surveying.responses(session, wave_id)
        assert (kept.mode, kept.stratum_id, kept.entered_by_id) == ("link", None, None)

    after = surveying.wave(site, survey_id, first=11, last=20, strata=False)
    desk = site.again(site.clerk, "en")
    assert desk.send(f"/city/surveys/waves/{after}", f"/city/surveys/waves/{after}/open").status == 303
    assert HERE not in site.visitor("en").open(f"/campaigns/{slug}").links(), "its first day is to come"
    refused = desk.send(
        f"/city/surveys/{survey_id}",
        f"/city/surveys/{survey_id}/waves",
        title_zh="三",
        first_on="2040-01-01",
        last_on="2040-01-02",
    )
    assert "all its waves: at most 2" in refused.problems
    assert "not a sample" in desk.open(f"/city/surveys/{survey_id}").text


def test_organizers_open_tablets_of_their_own_campaign(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    page = f"/organize/campaigns/{slug}/tablets"
    assert page in boss.open(f"/organize/campaigns/{slug}").links()
    assert "没有开放中的调查" in boss.open(page).text
    _survey, wave_id = surveying.opened(site, "around", about=slug)
    assert boss.send(page, place="", hours="99", most="0").beside("hours")
    made = boss.send(page, place="Square", hours="2", most="50")
    here = next(link for link in made.links() if "/kiosk/" in link).partition("//")[2].partition("/")[2]
    tablet = site.visitor()
    assert tablet.post(f"/{here}", surveying.filled(tablet.open(f"/{here}"), f"/{here}")).status == 303
    assert "1 / 50" in boss.open(page).text
    assert organizer(site).open(page).status == site.xiaoming.open(page).status == 404
    with site.database.read() as session:
        assert [one.mode for one in surveying.responses(session, wave_id)] == ["kiosk"]


def test_a_wave_without_strata_takes_sheets(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "around", about=campaign(site, "community"))
    assert surveying.type_sheet(site.clerk, survey_id, 3).status == 303
    with site.database.read() as session:
        (kept,) = surveying.responses(session, wave_id)
        assert (kept.number, kept.stratum_id) == (3, None)
