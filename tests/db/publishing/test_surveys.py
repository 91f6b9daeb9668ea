"""Rates of residents in a month's release: what a survey of the city publishes, and nothing of anybody else's."""

from datetime import timedelta

import pytest

from campaigns.publishing import queries
from campaigns.publishing.tidy import TableText
from campaigns.surveys.figures import PublishedWave, published_rates
from campaigns.surveys.models import SurveyWave
from tests import answered, releasing, surveying
from tests.characters import Site


def ended(site: Site, slug: str, people: int, *, about: str = "") -> PublishedWave:
    """A wave that so many answered, and that ended in the month."""
    _, wave_id = surveying.opened(site, slug, about=about)
    answered.fill(site, wave_id, people)
    with site.database.write() as session:
        wave = session.get_one(SurveyWave, wave_id)
        wave.first_on, wave.last_on = releasing.FIRST, releasing.FIRST + timedelta(days=9)
        wave.state = "closed"
    with site.database.read() as session:
        return published_rates(session, wave_id)


def table(site: Site) -> TableText | None:
    with site.database.read() as session:
        return queries.tables(session, releasing.built(site)).get("surveys")


def test_a_sample_is_told_as_it_is_estimated(site: Site) -> None:
    wave = ended(site, "autumn", 640)
    found = table(site)
    assert found is not None
    rows = {(row["measure"], row["district"]): row for row in found.rows}
    told = [one for one in wave.rates if one.is_measure]
    assert len(rows) == len(told) > 20
    for one in told:
        row = rows[one.key, one.district or "total"]
        if one.estimate is None:
            assert (row["status"], row["share"], row["answers"], row["missing"]) == ("withheld", None, None, None)
        else:
            shares = (float(str(row[name])) for name in ("share_low", "share", "share_high"))
            assert tuple(shares) == pytest.approx((one.low, one.estimate, one.high), abs=5e-5)
            assert (row["status"], row["answers"]) == ("published", one.answered)


def test_few_answers_are_withheld_in_every_district(site: Site) -> None:
    ended(site, "small", 64)
    found = table(site)
    assert found is not None
    by_district = [row for row in found.rows if row["district"] != "total"]
    assert by_district and {row["status"] for row in by_district} == {"withheld"}


def test_whoever_answered_around_a_campaign_is_in_no_release(site: Site) -> None:
    releasing.lived(site)
    assert table(site) is None
