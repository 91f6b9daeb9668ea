"""How far a wave has come, and that nothing in the tables leads from an answer to a person."""

from sqlalchemy import inspect

from campaigns.surveys import jobs, queries
from campaigns.surveys.models import SurveyInvitation, SurveyKiosk, SurveyResponse
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from tests import surveying
from tests.characters import Site


def test_a_response_points_at_nobody() -> None:
    pointed = {key.target_fullname for key in SurveyResponse.__table__.foreign_keys}
    assert pointed == {"survey_wave.id", "survey_stratum.id", "account.id"}  # the account is the clerk's
    assert not {"survey_response", "resident"} & {
        key.column.table.name for key in SurveyInvitation.__table__.foreign_keys
    }
    assert not any("at" in column.key.split("_") for column in inspect(SurveyResponse).columns), "the day alone"


def test_answers_are_counted_by_stratum_and_mode(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    (code,) = surveying.codes(site, wave_id)
    guest, here = site.visitor(), "/surveys/autumn"
    guest.post(here, surveying.filled(guest.open(f"{here}?code={code}"), here))
    for number in (1, 2):
        surveying.type_sheet(site.clerk, survey_id, number, stratum="2")
    surveying.type_sheet(site.administrator, survey_id, 1, 2, stratum="2")
    with site.database.read() as session:
        first, second, *_ = queries.strata(session, wave_id)
        found = {(one.stratum_id, one.mode, one.is_agreed): one.responses for one in queries.counts(session, wave_id)}
        assert found == {(first.id, "link", True): 1, (second.id, "paper", True): 1, (second.id, "paper", False): 1}
        assert queries.invitation_counts(session, wave_id) == {first.id: (1, 1)}
        assert queries.progress(session, wave_id) == queries.Progress(once=2, twice=1, agreed=1)
        assert queries.differing_sheets(session, wave_id) == []


def test_tablets_whose_time_is_over_are_forgotten(site: Site) -> None:
    _survey, wave_id = surveying.opened(site, "autumn")
    surveying.kiosk(site, wave_id, "open")
    surveying.kiosk(site, wave_id, "over")
    with site.database.write() as session:
        over = session.query(SurveyKiosk).filter_by(place="over").one()
        over.ends_at = utc_now()
    job = next(one for one in jobs.jobs if isinstance(one, Job) and one.name == "forget survey kiosks")
    with site.database.write() as session:
        job.run(site.app_services, session)
    with site.database.read() as session:
        assert [one.place for one in session.query(SurveyKiosk)] == ["open"]
