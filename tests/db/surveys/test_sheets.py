"""Sheets that are typed twice, on either database."""

from sqlalchemy import select

from campaigns.surveys import paper, planning, queries, rules, services
from campaigns.surveys.answering import Reply
from campaigns.surveys.bank import BankQuestion
from campaigns.surveys.services import SurveyDraft
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from tests import surveying
from tests.characters import Site
from tests.people import named


def test_the_audit_book_has_room_for_a_sheet_that_differs_everywhere(site: Site) -> None:
    now, words = utc_now(), surveying.words(site, "Words")
    answers = (words,) * rules.MOST_ANSWERS
    asked = [BankQuestion(f"q{n}", "multiple", "none", words, answers, ()) for n in range(rules.MOST_QUESTIONS)]
    second = site.administrator.nickname
    with surveying.at_the_desk(site) as (session, clerk):
        survey_id = services.create(session, clerk, SurveyDraft("long", words, words, ""), now).id
        services.add_from_bank(session, clerk, survey_id, asked, now)
    wave_id = surveying.wave(site, survey_id)
    with surveying.at_the_desk(site) as (session, clerk):
        planning.open_wave(session, clerk, wave_id, now)
        for copy, typist, ticked in ((1, clerk, range(1, 9)), (2, named(session, second), range(2, 10))):
            chosen = {one.id: rules.chosen_text(ticked) for one in queries.questions(session, survey_id)}
            sheet = paper.Sheet(7, copy, None, "", Reply("", "", "", chosen))
            paper.enter(session, typist, wave_id, sheet, site.today, now)
        one, two = (paper.said(session, each) for each in paper.copies(session, wave_id, 7))
        paper.decide(session, clerk, wave_id, 7, dict.fromkeys(rules.differences(one, two), 2), now)
    with site.database.read() as session:
        noted = session.scalars(select(AuditEntry.details).where(AuditEntry.act == "decide a sheet")).one()
    assert noted.count("12345678|23456789 -> 2") == rules.MOST_QUESTIONS
    assert len(noted) < 2_000
