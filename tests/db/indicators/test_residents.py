"""What a survey of residents publishes stands among the indicators; of anybody else's answers nothing does."""

from datetime import timedelta

import pytest

from campaigns.indicators import measures, rules
from campaigns.indicators.counting import count_month
from campaigns.indicators.export import interval_of, lines
from campaigns.indicators.models import IndicatorValue
from campaigns.indicators.resources import DEFINITIONS
from campaigns.surveys.figures import published_rates
from campaigns.surveys.models import SurveyWave
from civic.calendar import utc_now
from tests import answered, surveying
from tests.characters import Site
from tests.measuring import settled


def counted(site: Site) -> dict[tuple[str, str], IndicatorValue]:
    with site.database.read() as session:
        found = count_month(site.app_services, session, settled(site), utc_now())
    return {(one.computation, one.place): one for one in found}


def closed(site: Site, people: int, *, about: str = "", state: str = "closed") -> int:
    """A wave that so many answered, and that ended in the settled month."""
    _, wave_id = surveying.opened(site, f"wave-{people}", about=about)
    answered.fill(site, wave_id, people)
    with site.database.write() as session:
        wave = session.get_one(SurveyWave, wave_id)
        wave.last_on, wave.state = settled(site).start + timedelta(days=9), state
    return wave_id


def test_a_rate_of_residents_is_what_the_survey_publishes(site: Site) -> None:
    wave_id = closed(site, 640)
    with site.database.read() as session:
        told = published_rates(session, wave_id).rates
    (city,) = [one for one in told if one.is_measure and one.key == "practice" and not one.district]
    assert city.estimate is not None and city.low is not None and city.high is not None
    one = counted(site)[measures.PRACTICE, rules.CITY]
    assert (one.status, one.people) == (rules.TOLD, city.answered)
    metric = site.app_services.get(DEFINITIONS).metrics["practice_rate"]
    interval = interval_of(metric, one)
    assert interval is not None
    assert tuple(interval) == pytest.approx((city.estimate, city.low, city.high), abs=1e-6)
    (line,) = lines(site.city, site.app_services.get(DEFINITIONS), [one])
    assert (line.metric, line.numerator, line.denominator) == ("practice_rate", None, None), "weights stand behind it"


def test_what_the_survey_withholds_is_withheld(site: Site) -> None:
    closed(site, 24)
    one = counted(site)[measures.PRACTICE, "jingkou"]
    assert (one.status, one.numerator) == (rules.WITHHELD, None)


def test_a_wave_that_is_open_says_nothing(site: Site) -> None:
    closed(site, 24, state="open")
    found = counted(site)
    assert {found[name, rules.CITY].status for name in measures.OF_SURVEYS} == {rules.NOTHING}


def test_the_gap_is_that_of_the_same_people() -> None:
    agreed, done = rules.estimated(0.8, 0.75, 0.85, 500), rules.estimated(0.55, 0.5, 0.6, 500)
    assert rules.gap(agreed, done) == rules.Value(rules.TOLD, 250_000, rules.MILLION, 500)
    assert rules.gap(agreed, rules.estimated(None, None, None, 500)) == rules.Value(rules.WITHHELD)
