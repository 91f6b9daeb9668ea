"""A wave is counted once, when it is over; who leaves afterwards changes nothing of what was published."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.awareness import services
from campaigns.awareness.counting import count_what_is_over
from campaigns.awareness.models import QuizAnswer, QuizAnswerResult, QuizItemResult, QuizSitting, QuizWave
from civic.calendar import utc_now
from civic.statistics.quiz import kr20
from tests import quizzing
from tests.characters import Site
from tests.people import settle

ITEM = "home_largest"
"""A core item with three answers."""


def answered(site: Site, people: int, first: int = -20, last: int = -10) -> tuple[int, list[int]]:
    """A wave that is over, in which so many residents answered the core: the first item rightly by two of three, the
    rest as able as they are. Its number, and theirs."""
    number, random = quizzing.wave(site, first, last), Random(11)
    with site.database.write() as session:
        residents = [settle(session, utc_now() - timedelta(days=90)).resident_id for _ in range(people)]
        for place, resident_id in enumerate(residents):
            _answer_core(site, session, number, resident_id, place, random)
    return number, residents


def _answer_core(site: Site, session: Session, wave_id: int, resident_id: int, place: int, random: Random) -> None:
    able = random.random()
    session.add(QuizSitting(wave_id=wave_id, resident_id=resident_id, finished_at=None))
    for item in quizzing.bank(site).core:
        chosen = (0 if place % 3 else 1 + place % 2) if item == ITEM else int(random.random() > able)
        given = QuizAnswer(wave_id=wave_id, resident_id=resident_id, item=item, place=chosen)
        given.is_first, given.answered_at = True, utc_now()
        session.add(given)


def count(site: Site) -> None:
    with site.database.write() as session:
        count_what_is_over(session, quizzing.bank(site), site.today, utc_now())


def result(session: Session, wave_id: int, item: str = ITEM) -> QuizItemResult | None:
    return session.get(QuizItemResult, (wave_id, item))


def test_what_is_counted_is_what_was_answered(site: Site) -> None:
    number, _ = answered(site, 120)
    count(site)
    with site.database.read() as session:
        found = result(session, number)
        assert found is not None
        assert (found.people, found.right, found.first_people, found.first_right) == (120, 80, 120, 80)
        cells = select(QuizAnswerResult.place, QuizAnswerResult.people).where(QuizAnswerResult.item == ITEM)
        assert dict(session.execute(cells).all()) == {0: 80, 1: 20, 2: 20}


def test_the_core_hangs_together_as_far_as_it_does(site: Site) -> None:
    number, residents = answered(site, 120)
    count(site)
    core = quizzing.bank(site).core
    with site.database.read() as session:
        wave, by_chance, able = (
            session.get_one(QuizWave, number),
            result(session, number),
            result(session, number, core[0]),
        )
        right = {(one.resident_id, one.item): int(one.place == 0) for one in quizzing.kept(session, number)}
    expected = kr20([[right[one, item] for item in core] for one in residents])
    assert expected is not None and expected > 0.4
    assert (wave.kr20_people, wave.kr20_millionths) == (120, round(expected * 1_000_000))
    assert by_chance is not None and able is not None
    assert (by_chance.item_rest_millionths or 0) + 100_000 < (able.item_rest_millionths or 0)


@pytest.mark.parametrize(("people", "told"), [(9, None), (10, 10)])
def test_of_nine_people_nothing_is_kept(site: Site, people: int, told: int | None) -> None:
    number, _ = answered(site, people)
    count(site)
    with site.database.read() as session:
        found, wave = result(session, number), session.get_one(QuizWave, number)
        assert wave.counted_at is not None and wave.people == told and wave.kr20_millionths is None
        assert (found and found.people) == told
        assert found is None or (found.right, found.item_rest_millionths) == (None, None)
        assert session.scalars(select(QuizAnswerResult)).all() == []


def test_a_wave_that_is_open_is_not_counted(site: Site) -> None:
    number, _ = answered(site, 12, first=-3, last=0)
    count(site)
    with site.database.read() as session:
        assert session.get_one(QuizWave, number).counted_at is None
        assert result(session, number) is None


def test_what_was_published_outlives_who_leaves(site: Site) -> None:
    number, residents = answered(site, 60)
    count(site)
    with site.database.write() as session:
        for resident_id in residents:
            services.forget(session, resident_id)
    count(site)
    with site.database.read() as session:
        assert quizzing.kept(session, number) == []
        found = result(session, number)
        assert found is not None and found.people == 60


def test_a_correlation_takes_a_hundred_people(site: Site) -> None:
    number, _ = answered(site, 99)
    count(site)
    with site.database.read() as session:
        found = result(session, number)
        assert found is not None and found.right == 66 and found.item_rest_millionths is None
