"""Badges, goal, week in review and card through their pages."""

import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from civic.calendar import monday_of
from civic.messages.models import Message
from civic.messages.reminders import remind
from civic.residents.models import Resident
from civic.scheduling.jobs import JOBS, Job
from civic.scheduling.schedules import Every
from footprint.rewards import reminding
from footprint.rewards.models import GoalChoice
from tests.characters import Browser, Site
from tests.names import RARE
from workbench.statements import statements

WALL, GOAL, WEEK, CARD = "/me/badges", "/me/goal", "/me/week", "/me/badges/card"


@pytest.fixture
def site(app: Flask) -> Site:
    """A city of its own."""
    return Site(app)


@pytest.fixture
def resident(site: Site) -> Browser:
    return site.newcomer(language="en")


def choose_long_ago(site: Site, days: int) -> None:
    """The newest resident chose a goal before this week began."""
    with site.database.write() as session:
        number = session.scalars(select(Resident.id).order_by(Resident.id.desc())).first()
        session.add(GoalChoice(resident_id=number, chosen_on=site.today - timedelta(days=8), days=days))


def test_visitors_are_asked_to_sign_in(site: Site) -> None:
    for path in (WALL, GOAL, WEEK, CARD, f"{CARD}.png"):
        assert site.visitor().open(path).location.startswith("/signin"), path


def test_a_first_day_has_a_wall_to_fill(resident: Browser) -> None:
    page = resident.open(WALL)
    assert "A row begins with one week" in page.text
    assert "Dashikou" in page.text
    assert "On two wheels" in page.text
    assert "0 of 1" in page.text
    assert "Four weeks in a row" not in page.text  # it comes after two weeks


def test_a_badge_is_told_once_shown_with_its_day_and_taken_back(resident: Browser) -> None:
    done = resident.log("bicycle", replaced_mode="car")
    assert "New on your wall: On two wheels" in done.text
    assert "1 of 3" in resident.open(WALL).text  # three ways
    again = resident.log("bicycle", replaced_mode="car")
    assert "New on your wall" not in again.text
    for page in (again, done):
        number = page.answer.request.path
        resident.post(f"{number}/undo", {"csrf_token": resident.token()})
    assert "0 of 3" in resident.open(WALL).text


def test_the_answer_to_a_script_tells_it_too(resident: Browser) -> None:
    part = resident.send("/actions/bus", htmx=True, replaced_mode="car")
    assert "Riding along" in part.text


def test_reaching_the_week_is_said_quietly(site: Site, resident: Browser) -> None:
    choose_long_ago(site, 1)
    assert "This week: 0 of 1 day so far." in resident.open(WALL).text
    assert "your goal for the week is reached" in resident.log("walking", replaced_mode="none").text
    assert "your goal for the week is reached" not in resident.log("cup").text
    wall = resident.open(WALL).text
    assert "1 week in a row" in wall
    assert "This week: 1 day, and your goal of 1 is reached." in wall


def test_a_goal_holds_from_next_monday(resident: Browser) -> None:
    page = resident.follow(resident.send(GOAL, days="5", reviews="y"))
    assert "Saved." in page.text
    assert "This week: 3. From next Monday: 5." in page.text
    assert resident.open(GOAL).form(GOAL) | {"csrf_token": ""} == {"csrf_token": "", "days": "5", "reviews": "y"}


@pytest.mark.parametrize("days", ["0", "8", "1e9", "1000000000", "-3", "2.5", "", "three", "٣" * 50])
def test_a_goal_that_no_week_holds_is_refused_beside_its_field(site: Site, resident: Browser, days: str) -> None:
    page = resident.send(GOAL, days=days)
    assert (page.status, page.beside("days")) == (422, "Please give a whole number from 1 to 7.")
    assert site.rows()["goal_choice"] == 0
    assert site.rows()["reward_wish"] == 0


def test_a_week_in_review_says_what_it_was(resident: Browser) -> None:
    resident.log("bicycle", replaced_mode="car")
    page = resident.open(WEEK)
    assert "1 thing done" in page.text
    assert "on 1 day" in page.text
    assert "On two wheels" in page.text
    assert "first time" in page.text
    assert "You have not tried this yet" in page.text
    month = resident.open(f"{WEEK}?month={page_month(resident)}")
    assert month.h1 == "My month in review"
    assert "1 thing done" in month.text


def page_month(resident: Browser) -> str:
    """The key that the page's own tab of months leads to."""
    return next(link.partition("month=")[2] for link in resident.open(WEEK).links() if "month=" in link)


@pytest.mark.parametrize(
    "query",
    [
        "week=2098-W01",
        "month=2098-12",
        "week=2026-W60",
        "week=9999-W01",
        "month=2026-1",
        "month=0001-01",
        "week=",
        "week=x",
    ],
)
def test_there_is_no_such_week(resident: Browser, query: str) -> None:
    assert resident.open(f"{WEEK}?{query}").status == 404


def test_a_week_long_past_is_quiet(resident: Browser) -> None:
    assert "A quiet time" in resident.open(f"{WEEK}?week=2020-W10").text


@pytest.mark.parametrize("path", [WALL, WEEK, f"{WEEK}?week=2020-W10", f"{CARD}.png"])
def test_a_page_needs_at_most_four_statements(site: Site, resident: Browser, path: str) -> None:
    for action in ("cup", "walking", "clean_plate"):
        resident.log(action)
    with statements(site.database) as seen:
        assert resident.open(path).status == 200
    assert len(seen) <= 4, seen


# The card


def picture(browser: Browser, query: str = "") -> Image.Image:
    answer = browser.open(f"{CARD}.png{query}").answer
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return Image.open(io.BytesIO(answer.get_data()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_is_a_picture_for_a_chat(site: Site, language: str) -> None:
    browser = site.newcomer(language=language)
    browser.log("bicycle", replaced_mode="car")
    whole = picture(browser)
    assert (whole.width, whole.height) == (780, 884)
    bare = picture(browser, "?chosen=y")
    assert whole.tobytes() != bare.tobytes()
    assert picture(browser, "?chosen=y&name=y").tobytes() != bare.tobytes()


def test_a_name_of_rare_characters_is_drawn(site: Site) -> None:
    browser = site.visitor("en")
    browser.sign_up(RARE, site.city.districts[0].id)
    assert picture(browser, "?chosen=y&name=y").tobytes() != picture(browser, "?chosen=y").tobytes()


@pytest.mark.parametrize("name", ["שלום", "مرحبا"])
def test_a_name_that_cannot_be_drawn_is_said_and_may_be_left_out(site: Site, name: str) -> None:
    browser = site.visitor("en")
    browser.sign_up(name, site.city.districts[0].id)
    page = browser.open(f"{CARD}?chosen=y&name=y")
    assert "right to left cannot be printed" in page.text
    assert browser.open(f"{CARD}.png?chosen=y&name=y").status == 422
    assert picture(browser).width == 780


def test_the_page_of_the_card_says_how_to_keep_it(resident: Browser) -> None:
    page = resident.open(CARD)
    assert "Hold the picture" in page.text
    assert f"{CARD}.png?chosen=y&level=y&row=y&badges=y" in page.html.replace("&amp;", "&")


# Messages


def subjects(site: Site) -> list[tuple[str, str | None]]:
    with site.database.read() as session:
        found = session.scalars(select(Message).where(Message.topic == "reminder").order_by(Message.id))
        return [(one.key, one.path) for one in found]


def morning(site: Site, days: int, hour: int = 10) -> datetime:
    """That hour of the city, so many days after this week's Monday."""
    monday = monday_of(site.today)
    midnight = site.app_services.calendar.end_of(monday + timedelta(days=days - 1))
    return midnight + timedelta(hours=hour)


def test_a_review_comes_once_to_who_wants_it_at_a_humane_hour(site: Site, resident: Browser) -> None:
    other = site.newcomer()
    for browser in (resident, other):
        browser.log("cup")
    resident.send(GOAL, days="3", reviews="y")
    key = site.app_services.calendar.week(site.today).key
    for hour in (6, 7, 20):
        remind(site.app_services, morning(site, 7, hour))
    assert [one for one in subjects(site) if "week" in one[0]] == []
    for _ in range(2):
        remind(site.app_services, morning(site, 7))
    assert [one for one in subjects(site) if "week" in one[0]] == [
        (f"review:{key}", f"/me/week?week={key.removeprefix('week:')}")
    ]


def tell_of_open_weeks(site: Site, now: datetime) -> None:
    """The daily job."""
    with site.database.read() as session:
        reminding.tell_of_open_weeks(site.app_services, session, now)


def test_an_open_week_is_told_once_and_kindly(site: Site, resident: Browser) -> None:
    choose_long_ago(site, 1)
    resident.send(GOAL, days="1", open_weeks="y")
    resident.log("cup")
    for day, hour in ((11, 10), (12, 10), (13, 7), (13, 9), (13, 15)):
        tell_of_open_weeks(site, morning(site, day, hour))
        expected = 1 if (day, hour) >= (13, 9) else 0
        assert len(subjects(site)) == expected, (day, hour)
    with site.database.read() as session:
        number = session.scalars(select(Message.id).where(Message.topic == "reminder")).one()
    assert "1 to go, if you like" in resident.open(f"/me/inbox/{number}").h1


def test_a_higher_goal_does_not_undo_the_week_before(site: Site, resident: Browser) -> None:
    choose_long_ago(site, 1)
    resident.log("cup")
    resident.send(GOAL, days="2", open_weeks="y")
    tell_of_open_weeks(site, morning(site, 12, 9))
    assert len(subjects(site)) == 1


def test_the_job_runs_once_a_day(site: Site) -> None:
    (job,) = (one for one in site.app_services.registry.all(JOBS) if one.name == "tell of open weeks")
    assert isinstance(job, Job)
    assert (job.schedule, job.takes_long) == (Every("day", timedelta(hours=9)), True)


def test_nobody_is_told_who_did_not_ask(site: Site, resident: Browser) -> None:
    choose_long_ago(site, 1)
    resident.log("cup")
    for day in range(14):
        remind(site.app_services, morning(site, day))
        tell_of_open_weeks(site, morning(site, day))
    assert subjects(site) == []


def test_the_wall_is_ones_own(site: Site, resident: Browser) -> None:
    resident.log("bicycle", replaced_mode="car")
    assert " 1 of 35 badges" in resident.open(WALL).text
    assert " 0 of 35 badges" in site.newcomer(language="en").open(WALL).text
