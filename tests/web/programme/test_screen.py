"""A campaign on the screen of a hall says what its page says, and no more."""

from tests.characters import Site
from tests.organizing import campaign


def test_the_screen_renews_itself_and_leads_to_the_campaign(site: Site) -> None:
    slug = campaign(site, "community")
    page = site.visitor("en").open(f"/screen/campaigns/{slug}")
    assert page.status == 200
    assert page.root.find(".//meta[@http-equiv='refresh']").get("content") == "60"
    assert f"/campaigns/{slug}" in page.text
    assert "Fewer than 10 accounts have taken part" in page.text


def test_there_is_no_screen_of_what_is_not_public(site: Site) -> None:
    slug = campaign(site, "community", state="submitted")
    assert site.visitor("en").open(f"/screen/campaigns/{slug}").status == 404
