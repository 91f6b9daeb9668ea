"""From the clerk who opens a quiz to the resident who has answered it, and every refusal on the way."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from campaigns.awareness.models import QuizAnswer, QuizSitting
from footprint.ledger.models import Entry
from tests import quizzing
from tests.characters import PASSWORD, Browser, Page, Site
from tests.people import named

REMINDER = "a few questions"


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


@pytest.fixture
def guest(site: Site) -> Browser:
    """Somebody who reads English."""
    return site.newcomer(language="en")


def number_of(site: Site, browser: Browser) -> int:
    with site.database.read() as session:
        return named(session, browser.nickname).resident_id


def answer_all(site: Site, browser: Browser, wave_id: int) -> list[str]:
    """Answers everything rightly; the items in their order."""
    resident_id = number_of(site, browser)
    items = quizzing.asked(site, wave_id, resident_id)
    for item in items:
        choice = quizzing.right_choice(site, wave_id, resident_id, item)
        assert quizzing.answer(browser, item, choice).status == 303
    return items


def plan(site: Site, first: int, last: int) -> dict[str, str]:
    days = [(site.today + timedelta(days=days)).isoformat() for days in (first, last)]
    return {"title_zh": "秋季问答", "title_en": "Autumn quiz", "first_on": days[0], "last_on": days[1]}


def open_wave(site: Site, first: int, last: int) -> Page:
    return site.clerk.send("/city/quiz", **plan(site, first, last))


def test_from_opening_to_the_last_answer(site: Site, guest: Browser) -> None:
    assert "No quiz is open" in guest.open("/quiz").text
    assert open_wave(site, 0, 9).status == 303
    assert f"Autumn quiz: {REMINDER}" in guest.open("/").text
    assert "12 questions" in guest.open("/quiz").text
    resident_id, wave_id = number_of(site, guest), 1
    first, second, *rest = quizzing.asked(site, wave_id, resident_id)
    assert guest.open(f"/quiz/{first}").h1 == quizzing.bank(site).items[first].question.in_("en")

    right = quizzing.right_choice(site, wave_id, resident_id, first)
    wrong = "1" if right != "1" else "2"
    told = guest.follow(quizzing.answer(guest, first, wrong))
    assert "Not this one," in told.text and quizzing.bank(site).items[first].why.in_("en") in told.text
    assert f"/quiz/{second}" in told.links()
    assert guest.post(f"/quiz/{first}", {"csrf_token": guest.token(), "answer": right}).status == 303
    assert "Not this one," in guest.open(f"/quiz/{first}").text, "the first answer counts"

    assert f"/quiz/{second}" in guest.open("/quiz").links(), "it goes on where it was left"
    assert "Answered: 1 of 12" in guest.open("/quiz").text
    for item in (second, *rest):
        choice = quizzing.right_choice(site, wave_id, resident_id, item)
        said = guest.follow(quizzing.answer(guest, item, choice))
        assert "That is right." in said.text
    assert "You got 11 of 12 right" in guest.open("/quiz").text
    assert REMINDER not in guest.open("/").text
    with site.database.read() as session:
        (entry,) = session.scalars(select(Entry))
        assert (entry.key, entry.source, entry.high_mg) == ("quiz:1", "quiz:1", 0)
        assert entry.points == site.catalogue.action("community").points > 0


def test_nothing_is_recorded_before_the_last_answer(site: Site, guest: Browser) -> None:
    wave_id, resident_id = quizzing.wave(site), number_of(site, guest)
    for item in quizzing.asked(site, wave_id, resident_id)[:-1]:
        quizzing.answer(guest, item, "1")
    with site.database.read() as session:
        assert session.scalars(select(Entry)).all() == []
        assert session.scalars(select(QuizSitting.finished_at)).all() == [None]


def test_a_second_meeting_is_marked(site: Site, guest: Browser) -> None:
    before = quizzing.wave(site, -3, 0)
    met = set(answer_all(site, guest, before))
    with time_machine.travel(site.app_services.calendar.end_of(site.today) + timedelta(days=1), tick=False):
        again = quizzing.wave(site, 0, 5)
        assert REMINDER in guest.open("/").text
        answer_all(site, guest, again)
    with site.database.read() as session:
        assert all(one.is_first for one in quizzing.kept(session, before))
        assert {one.item: one.is_first for one in quizzing.kept(session, again)} == {
            one.item: one.item not in met for one in quizzing.kept(session, again)
        }
        assert not any(one.is_first for one in quizzing.kept(session, again) if one.item in quizzing.bank(site).core)


def test_what_is_sent_does_not_give_the_right_answer_away(site: Site) -> None:
    wave_id, item = quizzing.wave(site), "meat_highest"
    sent = {quizzing.right_choice(site, wave_id, number, item) for number in range(1, 60)}
    assert sent == {"1", "2", "3", "4"}


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("9", 422), ("0", 422), ("-1", 422), ("一", 422), ("1", 303)])
def test_an_answer_is_one_of_those_shown(site: Site, guest: Browser, typed: str, status: int) -> None:
    quizzing.wave(site)
    page = guest.post("/quiz/meat_highest", {"csrf_token": guest.token(), "answer": typed})
    assert page.status == status
    if status == 422:
        assert page.beside("answer") == "Please choose one of the answers."


def test_only_ones_own_questions_are_there(site: Site, guest: Browser) -> None:
    wave_id = quizzing.wave(site)
    asked = quizzing.asked(site, wave_id, number_of(site, guest))
    stranger = next(name for name in quizzing.bank(site).others if name not in asked)
    assert guest.open(f"/quiz/{stranger}").status == guest.open("/quiz/nothing").status == 404
    assert guest.post(f"/quiz/{stranger}", {"csrf_token": guest.token(), "answer": "1"}).status == 404


def test_nothing_can_be_answered_before_or_after(site: Site, guest: Browser) -> None:
    quizzing.wave(site, 1, 5, "Winter"), quizzing.wave(site, -5, -1)
    assert "Winter" in guest.open("/quiz").text
    assert REMINDER not in guest.open("/").text
    token = guest.token()
    for page in (
        guest.open("/quiz/meat_highest"),
        guest.post("/quiz/meat_highest", {"csrf_token": token, "answer": "1"}),
    ):
        assert (page.status, page.location) == (303, "/quiz")
    assert site.rows()["quiz_answer"] == 0


def test_who_wants_it_quiet_is_not_reminded(site: Site, guest: Browser) -> None:
    quizzing.wave(site)
    assert guest.send("/me/quiet").status == 303
    assert REMINDER not in guest.open("/").text
    assert "12 questions" in guest.open("/quiz").text


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        (-1, 5, "first_on", "请选今天或以后的日子。"),
        (5, 4, "last_on", "最后一天早于第一天。"),
        (0, 92, "last_on", "一期问答最多开放 92 天。"),
        (19, 30, "first_on", "已有另一期问答。"),
        (0, 10, "first_on", "已有另一期问答。"),
    ],
)
def test_days_that_cannot_be_are_refused(site: Site, first: int, last: int, field: str, said: str) -> None:
    quizzing.wave(site, 10, 19)
    page = open_wave(site, first, last)
    assert page.status == 422 and said in page.beside(field)
    assert site.rows()["quiz_wave"] == 1


def test_a_wave_beside_another_is_opened(site: Site) -> None:
    quizzing.wave(site, 10, 19)
    assert open_wave(site, 20, 30).status == open_wave(site, 0, 9).status == 303
    assert site.rows()["quiz_wave"] == 3


def test_only_what_has_not_begun_is_taken_back(site: Site) -> None:
    running, coming = quizzing.wave(site), quizzing.wave(site, 20, 30)
    token = site.clerk.token()
    assert site.clerk.send("/city/quiz", f"/city/quiz/{coming}/cancel").status == 303
    assert site.clerk.post(f"/city/quiz/{running}/cancel", {"csrf_token": token}).status == 409
    assert site.clerk.post(f"/city/quiz/{coming}/cancel", {"csrf_token": token}).status == 404
    assert site.rows()["quiz_wave"] == 1


def test_the_desk_is_the_citys(site: Site, guest: Browser) -> None:
    assert guest.open("/city/quiz").status in (403, 404)
    assert "/city/quiz" in site.clerk.open("/city").links()


def test_answers_are_handed_out_and_erased(site: Site, guest: Browser) -> None:
    items = answer_all(site, guest, quizzing.wave(site))
    download = json.loads(guest.open("/me/download").html)
    stored, (begun,) = download["quiz_answers"], download["quizzes"]
    assert begun["finished_at"]
    assert sorted(one["item"] for one in stored) == sorted(items) and all(one["is_right"] for one in stored)
    assert guest.send("/me/erase", password=PASSWORD).status == 303
    with site.database.read() as session:
        assert session.scalars(select(QuizAnswer)).all() == session.scalars(select(QuizSitting)).all() == []


def test_results_are_of_app_users_and_of_what_is_over(site: Site) -> None:
    visitor = site.visitor("en")
    empty = visitor.open("/quiz/results")
    assert "App users only" in empty.text and "No results yet." in empty.text
    quizzing.life(site)
    page = visitor.open("/quiz/results")
    assert "App users only" in page.text and "120 people took part." in page.text
    assert "50% 41.2% – 58.8%" in page.text  # 60 of 120, by Wilson
    assert "−0.04" in page.text and "0.25" in page.text and "too few to show" in page.text
    assert "Autumn" not in page.text, "it is open"


def test_few_people_get_kind_words(site: Site) -> None:
    with site.database.write() as session:
        over = quizzing.past(site, "Summer")
        session.add(over)
    page = site.visitor("en").open("/quiz/results")
    assert "Fewer than 10 people took part" in page.text and "Thank you" in page.text
