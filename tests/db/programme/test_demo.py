"""The demonstration's campaigns: one of every series of the pack, with people whose deeds are counted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from campaigns.programme.demo import add_campaigns
from campaigns.programme.house import programme_of
from campaigns.programme.models import Campaign, CampaignProgress
from civic.db import Database
from footprint import house
from footprint.population.services import populate
from tests.characters import open_site
from tests.packs.copies import HARBOUR, ZHENJIANG

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("pack", [ZHENJIANG, HARBOUR], ids=["zhenjiang", "harbour"])
def test_every_series_is_shown_with_people(database: Database, tmp_path: Path, pack: Path) -> None:
    site = open_site(database, pack, tmp_path, demo=True)
    populate(database, site.city, house.ledger_of(site.house), residents=60, days=20, seed=1, now=NOW)
    add_campaigns(site.house, 1, NOW)
    with database.read() as session:
        campaigns = session.scalars(select(Campaign)).all()
        counted = session.scalars(select(CampaignProgress)).all()
    assert {one.series for one in campaigns if one.state == "published"} == set(programme_of(site.house).series)
    assert len(counted) == len(campaigns)
    assert all(one.people > 0 for one in counted)
    assert any(one.actions > 0 for one in counted)
