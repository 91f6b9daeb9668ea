"""What is over is told as over, and offers nothing that would refuse."""

from datetime import timedelta

import pytest

from tests.characters import Site
from tests.shows import campaign, change


@pytest.mark.parametrize("state", ["published", "closed"])
def test_a_finished_campaign_speaks_in_the_past_tense(site: Site, state: str) -> None:
    slug = campaign(site)
    participant = site.newcomer(language="en")
    assert participant.send(f"/campaigns/{slug}/join").status == 303
    change(site, slug, ends_on=site.today - timedelta(days=1), starts_on=site.today - timedelta(days=9), state=state)
    page = participant.open(f"/campaigns/{slug}")
    assert "You took part." in page.text and "You are taking part." not in page.text
    assert f"/campaigns/{slug}/join" not in page.links()
    assert f"/campaigns/{slug}/leave" not in page.html
