"""Now and then a record's resident is asked whether it would have been done anyway; no record depends on the answer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from civic.calendar import utc_now
from footprint.additionality import personal_data, services
from footprint.additionality.models import AnywayCount, AnywayQuestion
from footprint.additionality.rules import ANSWERS, is_drawn
from footprint.ledger.models import Entry
from tests.characters import PASSWORD, Browser, Page, Site, text_of
from tests.people import settle

ASKED = "Would you have done this anyway"


@pytest.fixture
def site(app: Flask) -> Site:
    """A city of its own: the draw goes by the numbers of records."""
    return Site(app)


@pytest.fixture
def resident(site: Site) -> Browser:
    return site.newcomer(language="en")


def drawn(resident: Browser, action: str = "walking") -> tuple[int, Page]:
    """Logs until a record is drawn: its number, and its confirmation."""
    while True:
        path = resident.send(f"/actions/{action}", replaced_mode="none").location
        number = int(path.split("/")[2].partition("?")[0])
        if is_drawn(number):
            return number, resident.open(path)
        assert ASKED not in resident.open(path).text


def say(resident: Browser, number: int, answer: str) -> Page:
    """Presses one of the buttons under the question."""
    return resident.post(f"/entries/{number}/anyway", {"csrf_token": resident.token(), "answer": answer})


def kept(site: Site) -> list[tuple[int, str | None]]:
    with site.database.read() as session:
        found = session.execute(sa.select(AnywayQuestion.entry_id, AnywayQuestion.answer).order_by(sa.text("1")))
        return [(number, answer) for number, answer in found]


def test_a_drawn_record_is_asked_about_and_the_answer_kept(site: Site, resident: Browser) -> None:
    number, page = drawn(resident)
    assert ASKED in page.text and "Yes, anyway" in page.text
    before = site.rows()
    thanks = resident.follow(say(resident, number, "yes"))
    assert "It changes nothing about this record" in thanks.text and ASKED not in thanks.text
    assert kept(site) == [(number, "yes")]
    assert {**site.rows(), AnywayCount.__tablename__: 0} == before


def test_it_is_asked_in_chinese_too(site: Site) -> None:
    _, page = drawn(site.newcomer(language="zh"))
    assert "要是没有“同行”，您也会这么做吗？" in page.text


def test_nobody_is_asked_twice_within_a_week(site: Site, resident: Browser) -> None:
    first, _ = drawn(resident)
    _, again = drawn(resident)
    assert ASKED not in again.text and kept(site) == [(first, None)]
    someone_else, page = drawn(site.newcomer(language="en"))
    assert ASKED in page.text
    with time_machine.travel(utc_now() + timedelta(days=7, minutes=1)):
        later, page = drawn(resident)
    assert ASKED in page.text and [number for number, _ in kept(site)] == [first, someone_else, later]


def test_skipping_is_fine_and_the_first_answer_stands(site: Site, resident: Browser) -> None:
    number, _ = drawn(resident)
    assert resident.open(f"/entries/{number}").status == 200
    for said in ("no", "yes"):
        assert say(resident, number, said).status == 303
    assert kept(site) == [(number, "no")]


def test_only_who_was_asked_answers_and_only_with_an_answer(site: Site, resident: Browser) -> None:
    number, _ = drawn(resident)
    assert say(resident, number, "perhaps").status == 422
    assert say(resident, number + 1, "yes").status == 404
    assert say(site.newcomer(language="en"), number, "yes").status == 404
    assert kept(site) == [(number, None)]


def test_what_was_taken_back_is_not_asked_about(site: Site, resident: Browser) -> None:
    number, _ = drawn(resident)
    resident.send(f"/entries/{number}", f"/entries/{number}/undo")
    assert kept(site) == []


def test_it_is_handed_out_and_erased(site: Site, resident: Browser) -> None:
    number, _ = drawn(resident)
    say(resident, number, "unsure")
    (told,) = resident.open("/me/download").answer.get_json()["would_have_been_done_anyway"]
    assert (told["entry_id"], told["answer"], told["action_group"]) == (number, "unsure", "travel")
    resident.send("/me/erase", password=PASSWORD)
    assert kept(site) == []


# The method page


def answered(site: Site, group: str, **numbers: int) -> None:
    """So many answers, each of another resident, through the door that residents' answers take."""
    said = [answer for answer in ANSWERS for _ in range(numbers.get(answer, 0))]
    with site.database.write() as session:
        first = session.scalars(sa.select(Entry).order_by(Entry.id)).first()
        assert first is not None
        entry = {column.name: getattr(first, column.name) for column in Entry.__table__.c if column.name != "id"}
        for answer in said:
            resident_id = settle(session, utc_now()).resident_id
            copy = Entry(**{**entry, "resident_id": resident_id})
            session.add(copy)
            session.flush()
            asked = {"resident_id": resident_id, "action_group": group, "asked_at": utc_now()}
            session.add(AnywayQuestion(entry_id=copy.id, **asked))
            services.answer(session, resident_id, copy.id, answer, utc_now())


@pytest.fixture
def logged(resident: Browser) -> Browser:
    resident.log("walking", replaced_mode="none")
    return resident


def test_few_answers_are_not_told(site: Site, logged: Browser) -> None:
    answered(site, "travel", yes=30, no=20, unsure=9)
    assert "Too few answers so far." in logged.open("/about/method").text


def shares(page: Page) -> dict[str, str]:
    """What the page tells about each group of actions, by its name and number of answers."""
    terms = page.root.find(".//section[@aria-labelledby='anyway']/dl")
    assert terms is not None
    found = [text_of(one) for one in terms]
    return dict(zip(found[::2], found[1::2], strict=True))


def test_shares_are_told_with_their_interval_and_of_whom(site: Site, logged: Browser) -> None:
    answered(site, "travel", yes=40, no=10, unsure=10)
    page = logged.open("/about/method")
    assert "Shares of app users who answered" in page.text
    sixth = "16.7% (9.3% to 28%)"
    told = f"Yes, anyway: 66.7% (54.1% to 77.3%) No, not without it: {sixth} I cannot say: {sixth}"
    assert shares(page) == {"All together, 60 answers": told, "Getting around, 60 answers": told}


def test_the_figures_move_when_ten_further_people_have_answered(site: Site, logged: Browser) -> None:
    answered(site, "travel", yes=40, no=10, unsure=19)
    assert "All together, 60 answers" in shares(logged.open("/about/method"))
    answered(site, "travel", yes=1)
    assert "All together, 70 answers" in shares(logged.open("/about/method"))


def test_what_was_counted_stays_when_somebody_leaves(site: Site, logged: Browser) -> None:
    answered(site, "travel", yes=40, no=10, unsure=10)
    with site.database.write() as session:
        for resident_id in session.scalars(sa.select(AnywayQuestion.resident_id)).all():
            personal_data.forget(session, resident_id)
    assert kept(site) == []
    assert "All together, 60 answers" in shares(logged.open("/about/method"))


def test_a_group_of_few_is_told_only_within_the_whole(site: Site, logged: Browser) -> None:
    answered(site, "travel", yes=40, no=10, unsure=10)
    answered(site, "food", yes=10)
    assert shares(logged.open("/about/method")).keys() == {"All together, 70 answers"}
