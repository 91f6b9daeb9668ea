"""A whole person, with everything that upper packages keep: taken along, handed out, erased."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from footprint.diary.models import BaselineAnswers
from footprint.ledger.models import Entry
from footprint.ledger.projections.place_total import PlaceTotal
from footprint.ledger.projections.resident_total import ResidentTotal
from tests.characters import PASSWORD, Site


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def figures(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the ledger and of what boards read."""
    with site.database.read() as session:
        return {
            model.__tablename__: [tuple(row) for row in session.execute(sa.select(*model.__table__.columns))]
            for model in (Entry, ResidentTotal, PlaceTotal)
        }


def test_what_a_visitor_tried_is_the_newcomers_first_entry(site: Site) -> None:
    visitor = site.visitor()
    visitor.send("/actions/bicycle", quantity="5")
    assert figures(site)["entry"] == []
    welcomed = visitor.sign_up("阿明", "jingkou")
    assert welcomed.location.startswith("/entries/")
    assert visitor.follow(welcomed).status == 200
    (entry,) = figures(site)["entry"]
    assert "bicycle" in entry


def test_all_of_it_is_handed_out_and_the_boards_outlive_the_erasure(site: Site) -> None:
    person = site.newcomer()
    person.log("bicycle", quantity="5")
    person.send("/me/baseline", people="3")
    stored = json.loads(person.open("/me/download").html)
    assert [entry["action"] for entry in stored["entries"]] == ["bicycle"]
    assert "people" in stored["baseline_answers"][0]["answers"]
    before = figures(site)
    assert len(before["place_total"]) > 1

    assert person.send("/me/erase", password=PASSWORD).status == 303
    assert figures(site) == before
    with site.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BaselineAnswers)) == 0
    assert site.visitor().open("/boards/districts").status == 200
