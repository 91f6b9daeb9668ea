"""Rates of residents in a month's release: what a survey of the city publishes, once its wave is over."""

from datetime import timedelta

import pytest

from campaigns.publishing import queries
from campaigns.publishing.tidy import TableText
from campaigns.surveys.figures import PublishedWave, published_rates
from campaigns.surveys.models import SurveyWave
from tests import answered, releasing, surveying
from tests.characters import Site


def ended(site: Site, slug: str, people: int, *, state: str = "closed") -> PublishedWave:
    """A wave that so many answered, and that ended in the month."""
    _, wave_id = surveying.opened(site, slug)
    answered.fill(site, wave_id, people)
    with site.database.write() as session:
        wave = session.get_one(SurveyWave, wave_id)
        wave.first_on, wave.last_on = releasing.FIRST, releasing.FIRST + timedelta(days=9)
        wave.state = state
    with site.database.read() as session:
        return published_rates(session, wave_id)


def table(site: Site) -> TableText | None:
    """What a release of the month says of surveys."""
    releasing.lived(site)
    with site.database.read() as session:
        return queries.tables(session, releasing.built(site)).get("surveys")


def test_a_sample_is_told_as_it_is_estimated(site: Site) -> None:
    wave = ended(site, "autumn", 640)
    found = table(site)
    assert found is not None
    rows = {(row["measure"], row["district"]): row for row in found.rows}
    told = [one for one in wave.rates if one.is_measure]
    assert len(rows) == len(told) > 10
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


def test_a_wave_that_still_takes_answers_is_in_no_release(site: Site) -> None:
    ended(site, "open", 64, state="open")
    assert table(site) is None


def test_a_wave_that_cannot_be_estimated_is_withheld_and_says_why(site: Site) -> None:
    """One person answered: no line is left out, and each says that the wave cannot be estimated."""
    _, wave_id = surveying.opened(site, "alone")
    answered.fill(site, wave_id, 1)
    with site.database.write() as session:
        wave = session.get_one(SurveyWave, wave_id)
        wave.first_on, wave.last_on = releasing.FIRST, releasing.FIRST + timedelta(days=9)
        wave.state = "closed"
    found = table(site)
    assert found is not None
    rows = {(row["measure"], row["district"]): row for row in found.rows}
    assert set(rows) == {(one, place) for one in ("awareness", "practice") for place in ("total", *_districts(site))}
    assert {(row["status"], row["share"], row["why"]) for row in rows.values()} == {("withheld", None, "not_estimated")}
    assert "cannot be estimated" in found.schema.label("why", "not_estimated").by_language["en"]


def _districts(site: Site) -> list[str]:
    return [one.id for one in site.city.districts]
