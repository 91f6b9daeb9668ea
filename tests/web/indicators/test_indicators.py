"""What is measured is for everybody; what was counted is for the city, in words and in files."""

import csv
import io
import json

import pytest
from flask import Flask

from campaigns.indicators.definitions import Definitions
from campaigns.indicators.export import COLUMNS, RELEASES, ReleaseName
from campaigns.indicators.resources import DEFINITIONS
from civic import app as front_door
from civic.feature import Feature
from tests import measuring
from tests.characters import Browser, Site

FILES = ["/city/indicators.csv", "/city/indicators.json"]


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


@pytest.fixture
def clerk(site: Site) -> Browser:
    """Who runs the city's desk, and reads English."""
    return site.again(site.clerk, "en")


def defined(site: Site) -> Definitions:
    return site.app_services.get(DEFINITIONS)


def test_everybody_reads_every_definition(site: Site) -> None:
    page = site.visitor("en").open("/indicators")
    for metric in defined(site).metrics.values():
        assert metric.formula.in_("en") in page.text and metric.caveats.in_("en") in page.text
    assert "The 76 indicators of the province’s standard are not known to us." in page.text
    assert "/indicators/reading" in page.links()


def test_everybody_reads_what_a_figure_must_not_be_used_for(site: Site) -> None:
    assert "Not to deduct kilograms from the city’s emissions" in site.visitor("en").open("/indicators/reading").text
    assert "不能当作居民知晓率" in site.visitor("zh").open("/indicators/reading").text


@pytest.mark.parametrize(
    "path", ["/city/indicators", "/city/indicators.csv", "/city/indicators.json", "/city/newcomers"]
)
def test_values_are_the_citys(site: Site, path: str) -> None:
    measuring.values(site, "2026-10")
    assert site.newcomer().open(path).status == 404
    assert site.visitor().open(path).location.startswith("/signin")
    assert site.clerk.open(path).status == 200


def test_nothing_was_counted_yet(site: Site, clerk: Browser) -> None:
    assert "Nothing is counted yet." in clerk.open("/city/indicators").text
    assert clerk.open("/city/indicators.csv").status == 404
    assert "Nothing yet" in clerk.open("/city/newcomers").text


def test_a_value_stands_with_what_it_is_made_of(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-10")
    said = clerk.open("/city/indicators").text
    assert "October 2026" in said
    assert "34.4% 310 of 900" in said
    assert "66.7% 57.8% – 74.5% 640 of 960" in said, "the interval is that of 120 people, not of 960 answers"
    assert "5,400 only the number says something" in said
    assert "too few people to show" in said
    assert "1.8 7 of 4 · a source asks for 2 a community and year" in said
    assert "no survey of residents is counted here" in said


def test_a_year_adds_up_what_does(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-09"), measuring.values(site, "2026-10")
    said = clerk.open("/city/indicators?period=2026").text
    assert "34.4% 620 of 1,800" in said and "10,800 only the number" in said
    assert "does not add up over months" in said and "312" not in said


@pytest.mark.parametrize("period", ["2026-08", "2025", "week", "2026-10'", "-1"])
def test_a_period_that_was_not_counted_is_not_there(site: Site, clerk: Browser, period: str) -> None:
    measuring.values(site, "2026-10")
    assert clerk.open(f"/city/indicators?period={period}").status == 404
    assert clerk.open(f"/city/indicators.json?period={period}").status == 404


def test_the_table_for_other_systems(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-10")
    rows = list(csv.DictReader(io.StringIO(clerk.open("/city/indicators.csv").html.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    ours = next(row for row in rows if (row["metric"], row["district"]) == ("participation_rate", "jingkou"))
    assert (ours["district_code"], ours["numerator"], ours["status"], ours["period"]) == (
        "321102",
        "80",
        "told",
        "2026-10",
    )
    hidden = next(row for row in rows if (row["metric"], row["district"]) == ("participation_rate", "runzhou"))
    assert (hidden["value"], hidden["numerator"], hidden["denominator"], hidden["status"]) == ("", "", "", "withheld")
    assert {(row["period"], row["release"]) for row in rows} == {("2026-10", "")}


def test_the_document_says_what_each_metric_is(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-10")
    document = json.loads(clerk.open("/city/indicators.json?period=2026-10").html)
    assert document["pack_version"] == site.city.version and document["period"] == "2026-10"
    assert set(document["metrics"]) == set(defined(site).metrics)
    assert document["metrics"]["quiz_knowledge_rate"]["frame"] == "app_users"
    one = next(one for one in document["values"] if one["metric"] == "rides_for_a_car")
    assert one["value"] == 310 / 900


def test_a_share_of_answers_has_an_interval_in_the_files(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-10")
    values = json.loads(clerk.open("/city/indicators.json").html)["values"]
    found = {one["metric"]: (one["people"], one["low"] is not None) for one in values if not one["district"]}
    assert found["quiz_knowledge_rate"] == (120, True) and found["rides_for_a_car"] == (None, False)


def test_files_name_the_release_of_their_month(site: Site) -> None:
    release = ReleaseName("month-2026-10", "ab" * 32)
    published = RELEASES.takes(lambda _session, month: release if month == "2026-10" else None)
    features = (*front_door.FEATURES, Feature("a release", published))
    with_release = Site(front_door.create_app(site.app_services.settings, site.database, features))
    measuring.values(with_release, "2026-09"), measuring.values(with_release, "2026-10")
    document = json.loads(with_release.clerk.open("/city/indicators.json").html)
    assert {(one["release"], one["release_sha256"]) for one in document["values"]} == {("month-2026-10", "ab" * 32)}
    before = json.loads(with_release.clerk.open("/city/indicators.json?period=2026-09").html)
    assert {one["release"] for one in before["values"]} == {""}


def test_whether_newcomers_come_back(site: Site, clerk: Browser) -> None:
    measuring.cohort(site, "2026-08", 240, 96, 51), measuring.cohort(site, "2026-09", 31, None, None)
    measuring.cohort(site, "2026-10", None, None, None)
    said = clerk.open("/city/newcomers").text
    assert "August 2026 People who joined240 Second week40% 34% – 46.3% Fifth week21.2% 16.5% – 26.9%" in said
    assert "September 2026 People who joined31 Second weektoo few to show" in said
    assert "October 2026 People who joinedtoo few to show" in said
