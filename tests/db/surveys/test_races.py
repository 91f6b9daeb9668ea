"""Two who act on a survey at the same moment."""

from collections.abc import Callable

from sqlalchemy import select

from campaigns.surveys import answering, importing, paper, planning, queries
from campaigns.surveys.answering import Reply
from campaigns.surveys.import_rows import ImportedRow, Reading
from campaigns.surveys.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from campaigns.surveys.table_files import RawTable
from civic.calendar import utc_now
from civic.errors import Conflict, Invalid, NotFound
from tests import surveying
from tests.characters import Site
from tests.meeting import at_once
from tests.people import settle


def test_a_code_that_two_send_lets_one_in(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    (code,) = surveying.codes(site, wave_id)

    def answer() -> None:
        with site.database.write() as session:
            survey = queries.survey(session, survey_id)
            asked = queries.questions(session, survey_id)
            reply = Reply("", "", "", {one.id: "1" for one in asked})
            answering.answer_by_link(session, survey, code, reply, site.today)

    came = at_once([answer] * 3)
    assert [type(one) for one in came if one is not None] == [Conflict, Conflict]
    with site.database.read() as session:
        assert len(session.scalars(select(SurveyResponse)).all()) == 1
        assert len(session.scalars(select(SurveyAnswer)).all()) == len(surveying.ASKED)
        assert session.scalars(select(SurveyInvitation.is_used)).all() == [True]


def test_a_sheet_that_two_type_is_kept_once(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    with site.database.write() as session:
        clerks = [settle(session, utc_now()) for _ in range(3)]
        asked = [one.id for one in queries.questions(session, survey_id)]

    def typing(clerk: object) -> None:
        reply = Reply("", "", "", dict.fromkeys(asked, "1"))
        with site.database.write() as session:
            sheet = paper.Sheet(7, queries.FIRST, None, "", reply)
            paper.enter(session, clerk, wave_id, sheet, site.today, utc_now())  # type: ignore[arg-type]

    came = at_once([lambda clerk=clerk: typing(clerk) for clerk in clerks])  # type: ignore[misc]
    assert [type(one) for one in came if one is not None] == [Invalid, Invalid]


def test_of_two_waves_that_are_opened_at_once_one_opens(site: Site) -> None:
    survey_id = surveying.survey(site, "autumn")
    number = surveying.wave(site, survey_id)
    with site.database.write() as session:
        clerk = settle(session, utc_now())

    def opening() -> None:
        with site.database.write() as session:
            planning.open_wave(session, clerk, number, utc_now())

    came = at_once([opening] * 2)
    assert [type(one) for one in came if one is not None] == [Conflict]


def test_a_table_that_two_import_is_imported_once(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    with surveying.at_the_desk(site) as (session, clerk):
        table = RawTable(["district"], [2], [[site.city.districts[0].id]])
        number = importing.keep(session, clerk, wave_id, "answers.csv", b"answers", table, utc_now()).id

    def imports() -> None:
        with site.database.write() as session:
            found, _ = importing.taken_up(session, survey_id, number)
            frame = importing.Frame.of(session, site.city, wave_id)
            row = ImportedRow(2, {one.key: "1" for one in frame.questions}, stratum=1)
            importing.write(session, clerk, frame, found, Reading([row], [], 0), site.today, utc_now())

    came = at_once([imports] * 3)
    assert [type(one) for one in came if one is not None] == [NotFound, NotFound]
    with site.database.read() as session:
        assert len(session.scalars(select(SurveyResponse)).all()) == 1


def test_a_tablet_takes_no_more_than_it_may(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    codes = surveying.codes(site, wave_id, 3)
    with surveying.at_the_desk(site) as (session, clerk):
        key = answering.open_kiosk(session, clerk, wave_id, answering.KioskWish("Library", 4, 1), utc_now())

    def answers(code: str) -> Callable[[], None]:
        def answer() -> None:
            with site.database.write() as session:
                reply = Reply("", "", "", {one.id: "1" for one in queries.questions(session, survey_id)})
                answering.answer_at_kiosk(session, key, code, reply, site.today, utc_now())

        return answer

    came = at_once([answers(code) for code in codes])
    assert [type(one) for one in came if one is not None] == [NotFound, NotFound]
    with site.database.read() as session:
        assert len(session.scalars(select(SurveyResponse)).all()) == 1


def test_no_answer_is_kept_of_a_wave_that_was_closed_meanwhile(site: Site) -> None:
    """Whoever was let in is counted before it closes; whoever was not is told so: no answer comes after a look."""
    survey_id, wave_id = surveying.opened(site, "autumn")
    codes = surveying.codes(site, wave_id, 6)
    with site.database.write() as session:
        clerk, seen = settle(session, utc_now()), list[int]()

    def answers(code: str) -> Callable[[], None]:
        def answer() -> None:
            with site.database.write() as session:
                reply = Reply("", "", "", {one.id: "1" for one in queries.questions(session, survey_id)})
                answering.answer_by_link(session, queries.survey(session, survey_id), code, reply, site.today)

        return answer

    def closes() -> None:
        with site.database.write() as session:
            planning.close_wave(session, clerk, wave_id, utc_now())
            seen.append(len(session.scalars(select(SurveyResponse.id)).all()))

    came = at_once([*(answers(code) for code in codes[:3]), closes, *(answers(code) for code in codes[3:])])
    refused = [one for one in came if one is not None]
    assert all(type(one) is Conflict for one in refused)
    with site.database.read() as session:
        there = len(session.scalars(select(SurveyResponse)).all())
    assert seen == [there] and there + len(refused) == len(codes)
