"""Two who act on the quiz at the same moment, and an answer that comes when its account is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.awareness import services
from campaigns.awareness.models import QuizSitting, QuizWave
from civic.calendar import utc_now
from civic.city.text import Text
from civic.errors import Conflict, Invalid
from civic.residents.models import Resident
from footprint.resources import LEDGER
from tests import quizzing
from tests.characters import Site
from tests.meeting import at_once
from tests.people import settle


def test_a_form_that_is_sent_twice_opens_one_wave(site: Site) -> None:
    with site.database.write() as session:
        clerk = settle(session, utc_now())
    title, last = Text(dict.fromkeys(site.city.languages, "Autumn")), site.today + timedelta(days=9)

    def open_wave() -> None:
        with site.database.write() as session:
            bank, now = quizzing.bank(site), utc_now()
            services.open_wave(session, clerk, bank, title, site.today, last, today=site.today, now=now)

    came = at_once([open_wave] * 3)
    assert [type(one) for one in came if one is not None] == [Invalid, Invalid]
    with site.database.read() as session:
        assert len(session.scalars(select(QuizWave.id)).all()) == 1


def test_an_answer_after_erasure_is_not_kept(site: Site) -> None:
    quizzing.wave(site)
    ledger, item = site.app_services.get(LEDGER), quizzing.bank(site).core[0]
    with site.database.write() as session:
        resident_id = settle(session, utc_now()).resident_id
        session.get_one(Resident, resident_id).erased_at = utc_now()
    with pytest.raises(Conflict), site.database.write() as session:
        services.answer(session, ledger, quizzing.bank(site), resident_id, item, 1, utc_now())
    with site.database.read() as session:
        assert session.scalars(select(QuizSitting)).all() == []
