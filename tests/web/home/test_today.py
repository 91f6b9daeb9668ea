"""What a resident's day begins with: this week's days, the next thing to do, what is due."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from campaigns.pledges import services
from campaigns.programme.models import Campaign
from campaigns.programme.participation import joined_or_join
from civic.calendar import utc_now
from footprint.resources import LEDGER
from tests import gatherings
from tests.characters import Browser, Site
from tests.organizing import actor_of, campaign


@pytest.fixture
def town(open_city: Callable[..., Site]) -> Site:
    return open_city()


def due(resident: Browser) -> list[str]:
    """What the front page lists as due."""
    page = resident.open("/")
    assert page.status == 200
    found = page.root.find(".//ul[@class='due']")
    return [] if found is None else [" ".join("".join(line.itertext()).split()) for line in found.iter("li")]


def offered(resident: Browser) -> str:
    """The address of what is offered first."""
    found = resident.open("/").root.find(".//*[@class='next']/a")
    assert found is not None
    return found.get("href", "")


def test_a_newcomer_is_offered_an_easy_step_and_then_something_else(town: Site) -> None:
    with time_machine.travel(utc_now() - timedelta(days=1)):
        resident = town.newcomer(language="en")
        page = resident.open("/")
        assert "0 of 3 days this week" in page.text
        assert "An easy first step." in page.text
        assert due(resident) == []
        for action in ("cup", "cup", "basket"):
            resident.log(action)
        assert "1 of 3 days this week" in resident.open("/").text
    assert offered(resident) == "/actions/cup"
    assert "What you do most often." in resident.open("/").text
    resident.log("cup")
    assert offered(resident) == "/actions/basket"


def steps(resident: Browser) -> list[bool]:
    """The small steps of the first week, each with whether it is done; none where none are shown."""
    found = resident.open("/").root.find(".//ol[@class='due']")
    return [] if found is None else [line.find("a") is None for line in found.iter("li")]


def test_the_first_week_has_five_small_steps(town: Site) -> None:
    with time_machine.travel(utc_now() - timedelta(days=1)):
        resident = town.newcomer(language="en")
        assert steps(resident) == [False] * 5
        resident.log("cup")
        assert steps(resident) == [True, False, False, False, False]
    resident.log("basket")
    resident.send("/me/goal", days="4")
    assert steps(resident) == [True, True, True, True, False]
    slug = campaign(town, "family", starts_on=town.today, ends_on=town.today + timedelta(days=27))
    resident.send(f"/campaigns/{slug}/family", name="Bamboo")
    assert steps(resident) == []


def test_nobody_is_new_for_ever(town: Site) -> None:
    with time_machine.travel(utc_now() - timedelta(days=8)):
        resident = town.newcomer(language="en")
    assert steps(resident) == []


def test_the_chosen_goal_counts_from_the_week_after(town: Site) -> None:
    resident = town.newcomer(language="en")
    resident.send("/me/goal", days="5")
    assert "0 of 3 days this week" in resident.open("/").text


def test_weeks_in_a_row_stand_below_the_days_with_the_weeks_of_rest_that_are_kept(town: Site) -> None:
    weeks_ago = [utc_now() - timedelta(weeks=weeks) for weeks in range(5, -1, -1)]
    with time_machine.travel(weeks_ago[0]):
        resident = town.newcomer(language="en")
        resident.send("/me/goal", days="1")
        assert "in a row" not in resident.open("/").text
    shown = []
    for instant in weeks_ago[1:]:
        with time_machine.travel(instant):
            resident.log("cup")
            shown.append(resident.open("/").text)
    assert "1 week in a row" in shown[0]
    assert "4 weeks in a row · 1 week of rest kept" in shown[3]
    assert "1 day this week: your goal is reached" in shown[4]
    assert "5 weeks in a row" in shown[4]


def test_a_date_ahead_is_named_until_it_is_given_up(town: Site) -> None:
    resident = town.newcomer(language="en")
    slug = campaign(town, "community")
    event_id = gatherings.event(town, slug, days=2)
    assert due(resident) == []
    gatherings.register(town, slug, event_id, resident)
    (line,) = due(resident)
    assert "River clean-up (en)" in line
    assert f"/campaigns/{slug}/events/{event_id}" in resident.open("/").links()


def test_a_date_far_ahead_waits(town: Site) -> None:
    resident = town.newcomer(language="en")
    slug = campaign(town, "community", ends_on=town.today + timedelta(days=60))
    gatherings.register(town, slug, gatherings.event(town, slug, days=30), resident)
    assert due(resident) == []


def test_a_challenge_says_how_far_the_family_is(town: Site) -> None:
    resident = town.newcomer(language="en")
    slug = campaign(town, "family", starts_on=town.today, ends_on=town.today + timedelta(days=27))
    resident.send(f"/campaigns/{slug}/family", name="Bamboo")
    (line,) = due(resident)
    assert "0 of" in line
    assert "tasks" in line


def test_a_pledge_is_asked_about_and_not_again_once_answered(town: Site) -> None:
    made, monday = utc_now() - timedelta(days=8), town.today - timedelta(days=town.today.weekday())
    with time_machine.travel(made):
        resident = town.newcomer(language="en")
    slug, ledger = campaign(town, "trio", starts_on=town.today - timedelta(days=20)), town.app_services.get(LEDGER)
    with town.database.write() as session:
        found, actor = session.scalars(select(Campaign).where(Campaign.slug == slug)).one(), actor_of(session, resident)
        joined_or_join(session, found, actor, town.today, made)
        services.make(
            session,
            ledger,
            found,
            actor,
            action_id="basket",
            option_id="old",
            quantity_milli=3000,
            other_things=False,
            promise="pledge",
            now=made,
        )
    assert [line for line in due(resident) if "to confirm" in line] == [asked(monday, town.today)]
    answer_all(resident)
    assert [line for line in due(resident) if "to confirm" in line] == []


def asked(monday: date, today: date) -> str:
    """The last week, and on a Sunday this one too."""
    questions = 2 if today == monday + timedelta(days=6) else 1
    return "1 pledge to confirm" if questions == 1 else f"{questions} pledges to confirm"


def answer_all(resident: Browser) -> None:
    page = resident.open("/me/pledges")
    for form in [one for one in page.root.iter("form") if one.get("class") == "question"]:
        fields = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
        assert resident.post(str(form.get("action")), {**fields, "answer": "yes"}).status == 303
