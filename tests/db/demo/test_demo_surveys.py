"""The demonstration's surveys: an invented sample in two waves, marked as such, with weights that add up to people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from campaigns.demo.campaigns import add_campaigns
from campaigns.demo.demo_surveys import add_surveys
from campaigns.surveys import queries
from campaigns.surveys.models import Survey, SurveyAnswer, SurveyResponse
from civic.database.engine import Database
from footprint.population.services import populate
from footprint.resources import LEDGER
from tests.characters import open_site
from tests.packs.copies import HARBOUR, ZHENJIANG

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_sample_of_residents_in_two_waves(database: Database, tmp_path: Path) -> None:
    site = open_site(database, ZHENJIANG, tmp_path, demo=True)
    populate(database, site.city, site.app_services.get(LEDGER), residents=60, days=10, seed=7, now=NOW)
    add_campaigns(site.app_services, 7, NOW)
    add_surveys(site.app_services, 7, NOW)
    with database.read() as session:
        sample, around = session.scalars(select(Survey).order_by(Survey.id)).all()
        assert (sample.kind, around.kind) == ("residents", "campaign")
        assert sample.is_invented and around.is_invented
        first, second = queries.waves(session, sample.id)
        found = session.execute(
            select(SurveyResponse.wave_id, func.count(), func.sum(SurveyResponse.weight_thousandths))
            .where(SurveyResponse.wave_id.in_([first.id, second.id]))
            .group_by(SurveyResponse.wave_id)
        )
        people = sum(one.population for one in queries.strata(session, second.id))
        for wave_id, responses, weights in found:
            assert responses == (800 if wave_id == first.id else 1600)
            assert weights / 1000 == pytest.approx(people, rel=1e-4)
        answers = session.scalar(select(func.count()).select_from(SurveyAnswer))
        responses = session.scalar(select(func.count()).select_from(SurveyResponse))
        assert answers == responses * len(queries.questions(session, sample.id)), "no answer is a row too"
        open_one = queries.open_wave(session, around.id)
        assert open_one is not None and queries.counts(session, open_one.id)


def test_a_pack_without_questions_shows_none(database: Database, tmp_path: Path) -> None:
    site = open_site(database, HARBOUR, tmp_path, demo=True)
    add_surveys(site.app_services, 7, NOW)
    with database.read() as session:
        assert session.scalars(select(Survey)).all() == []
