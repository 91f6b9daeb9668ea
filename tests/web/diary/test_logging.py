"""Logging through the door that residents use: once, explained, limited, taken back, and seen everywhere at once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from civic.calendar import utc_now
from footprint.ledger.models import Entry
from tests.characters import Browser, Page, Site

FORM = "/actions/bicycle"


@pytest.fixture
def resident(site: Site) -> Browser:
    return site.newcomer(language="en")


def entry_of(location: str) -> str:
    """The address of an entry, without what the confirmation adds."""
    return location.partition("?")[0]


# One form, one entry


def filled(browser: Browser) -> dict[str, str]:
    """The form as somebody sends it who would have driven."""
    return {**browser.open(FORM).form(FORM), "replaced_mode": "car"}


def test_a_double_click_is_one_entry(site: Site, resident: Browser) -> None:
    fields = filled(resident)
    first, second = resident.post(FORM, fields), resident.post(FORM, fields)
    assert entry_of(first.location) == entry_of(second.location)
    assert "already logged" not in resident.follow(first).text
    assert "already logged" in resident.follow(second).text
    assert "1 record;" in resident.open("/me/entries").text


def test_a_replayed_key_with_other_content_is_explained(site: Site, resident: Browser) -> None:
    fields = filled(resident)
    resident.post(FORM, fields)
    before = site.rows()
    page = resident.post(FORM, {**fields, "quantity": "99"})
    assert page.status == 409
    assert "already sent with other content" in page.problems
    assert page.form(FORM)["quantity"] == "99"
    assert site.rows() == before
    assert resident.post(FORM, page.form(FORM)).status == 303  # the form came back under a new key


def test_two_residents_may_use_the_same_key(site: Site, resident: Browser) -> None:
    key = resident.open(FORM).form(FORM)["key"]
    resident.log("bicycle", key=key)
    assert "already logged" not in site.newcomer(language="en").log("bicycle", key=key).text


def test_a_form_that_was_left_open_for_a_week_still_works(site: Site, resident: Browser) -> None:
    fields = filled(resident)
    with time_machine.travel(utc_now() + timedelta(days=6)):
        page = resident.post(FORM, fields)
        assert page.status == 303
        assert resident.follow(page).status == 200


def test_a_form_that_was_left_open_for_too_long_is_explained(site: Site, resident: Browser) -> None:
    fields = filled(resident)
    with time_machine.travel(utc_now() + timedelta(days=9)):
        page = resident.post(FORM, fields)
        assert page.status == 422
        assert "at most 7 days old" in page.beside("occurred_on")
        offered = [option.get("value") for option in page.root.findall(".//select/option")]
        assert page.form(FORM)["occurred_on"] in offered


def test_htmx_gets_the_confirmation_in_place(resident: Browser) -> None:
    page = resident.post(FORM, filled(resident), htmx=True)
    assert page.status == 200
    assert "<html" not in page.html
    assert page.h1 == "Logged"


# What the form knows


def test_the_last_answers_are_the_next_default(resident: Browser) -> None:
    resident.log("bicycle", quantity="12.5", replaced_mode="taxi")
    form = resident.open(FORM).form(FORM)
    assert (form["quantity"], form["replaced_mode"]) == ("12.5", "taxi")


def test_most_used_actions_stand_first(resident: Browser) -> None:
    for action in ("rail", "rail", "cup"):
        resident.log(action)
    tiles = [link for link in resident.open("/actions").links() if link.startswith("/actions/")]
    assert tiles[:2] == ["/actions/rail", "/actions/cup"]


def test_only_days_that_count_are_offered(site: Site, resident: Browser) -> None:
    def days() -> list[str | None]:
        return [one.get("value") for one in resident.open(FORM).root.findall(".//select[@id='occurred_on']/option")]

    joined = site.today
    assert days() == [joined.isoformat()]
    with time_machine.travel(utc_now() + timedelta(days=30)):
        assert days() == [(site.today - timedelta(days=back)).isoformat() for back in range(8)]


def test_the_preview_says_what_the_entry_will_say(resident: Browser) -> None:
    preview = resident.open(f"{FORM}/preview?quantity=12&replaced_mode=car")
    logged = resident.log("bicycle", quantity="12", replaced_mode="car")
    amount = re.search(r"[\d.]+ k?g", preview.text)
    assert amount
    assert amount[0] in logged.text


def test_the_preview_explains_what_is_wrong(resident: Browser) -> None:
    assert "is not a number" in resident.open(f"{FORM}/preview?quantity=abc").text
    assert "Answer the question" in resident.open(f"{FORM}/preview?quantity=3").text


# What decides is asked first


@pytest.mark.parametrize("action", ["bicycle", "shared_bicycle", "walking", "ebike", "bus", "rail", "line_drying"])
def test_the_question_that_decides_is_asked_first_and_remembered(site: Site, action: str) -> None:
    resident, path = site.newcomer(language="en"), f"/actions/{action}"
    (question,) = resident.open(path).first_choices(path)
    page = resident.open(path)
    assert page.html.index(f'name="{question}"') < page.html.index('name="quantity"')
    answer = "yes" if action == "line_drying" else "car"
    resident.log(action, **{question: answer})
    assert resident.open(path).form(path)[question] == answer, "two taps the next time: the tile, and Log it"


def test_where_nothing_can_be_counted_there_is_praise_and_no_zero(site: Site) -> None:
    resident = site.newcomer(language="en")
    done = resident.log("walking", quantity="2", replaced_mode="none")
    assert "Well walked!" in done.text and "It is good for you all the same" in done.text
    assert "0 g" not in done.text.split("Your week so far")[0]
    preview = resident.open("/actions/walking/preview?quantity=2&replaced_mode=none").text
    assert "Well walked!" in preview and "0 g" not in preview
    why = resident.open(next(link for link in done.links() if link.startswith("/entries/")))
    assert "Well walked!" in why.text
    tried = site.visitor("zh")
    tried = tried.follow(tried.send("/actions/walking", quantity="2", replaced_mode="unknown"))
    assert "走得好！" in tried.text and "0 克" not in tried.text


# Limits


def test_above_the_limit_counts_up_to_it_and_says_so(resident: Browser) -> None:
    done = resident.log("bicycle", quantity="250", replaced_mode="car")
    assert "At most 100 km a day: 100 km of 250 km were counted." in done.text
    why = resident.open(entry_of(next(link for link in done.links() if link.startswith("/entries/"))))
    assert "100 km of 250 km were counted" in why.text
    assert "That is the limit of a day" in resident.open(FORM).text


def test_the_preview_knows_what_was_logged_before(resident: Browser) -> None:
    resident.log("bicycle", quantity="98", replaced_mode="car")
    seen = resident.open(f"{FORM}/preview?quantity=5&replaced_mode=car").text
    assert "At most 100 km a day, earlier records included: 2 km of 5 km will count." in seen
    assert "At most 100 km a day, earlier records included: 2 km of 5 km were counted." in (
        resident.log("bicycle", quantity="5", replaced_mode="car").text
    )


def test_a_full_day_counts_nothing_more(resident: Browser) -> None:
    resident.log("bicycle", quantity="100", replaced_mode="car")
    done = resident.log("bicycle", quantity="5", replaced_mode="car")
    assert "0 km of 5 km were counted" in done.text


# Why, and back


def test_every_number_leads_to_formula_factors_and_sources(resident: Browser) -> None:
    location = entry_of(resident.send(FORM, quantity="5", replaced_mode="car").location)
    page = resident.open(location)
    assert page.h1 == "Why this number?"
    for said in (
        "5 km × (Petrol car, compact 0.1674 kg CO₂e per vehicle-kilometre ÷ Mean car occupancy, Chinese city 1.5",
        "Your answer: ",
        "low estimate",
        "most likely",
        "high estimate",
        "read in a copy of the database",
        "estimated, with an assumption in it",
        "use and disposal, without the making",
        "so it only lowers the credit",
        "Warming potentials",
        "not stated by the source",
        "Source",
        "Valid",
        "Codes",
    ):
        assert said in page.text, said
    assert "at least" not in page.text, "occupancy is an assumption, so the ends are no bounds"
    assert any(link.startswith("https://github.com/") for link in page.links())
    assert "self-reported" in page.text


def test_undo_takes_the_entry_back_everywhere(site: Site, resident: Browser) -> None:
    empty = [resident.open(path).text for path in ("/boards/districts?period=week", "/")]
    location = entry_of(resident.send(FORM, quantity="5", replaced_mode="car").location)
    assert [resident.open(path).text for path in ("/boards/districts?period=week", "/")] != empty
    undone = resident.follow(resident.send(location, f"{location}/undo"))
    assert "undone" in undone.text
    assert [resident.open(path).text for path in ("/boards/districts?period=week", "/")] == empty
    again = resident.post(f"{location}/undo", {"csrf_token": resident.token()})
    assert again.status == 303  # nothing more to do, and nothing done twice


def test_an_undo_cannot_be_undone(resident: Browser) -> None:
    location = entry_of(resident.send(FORM).location)
    undone = resident.follow(resident.send(location, f"{location}/undo"))
    opposite = next(link for link in undone.links() if link.startswith("/entries/") and link != location)
    page = resident.post(f"{opposite}/undo", {"csrf_token": resident.token()})
    assert page.status == 403
    assert "cannot be undone" in page.text


def test_old_entries_stay(site: Site, resident: Browser) -> None:
    location = entry_of(resident.send(FORM).location)
    with time_machine.travel(utc_now() + timedelta(days=8)):
        assert f"{location}/undo" not in resident.open(location).html
        page = resident.post(f"{location}/undo", {"csrf_token": resident.token()})
    assert page.status == 403
    assert "stay as they are" in page.text


def test_an_entry_is_for_its_owner_only(site: Site, resident: Browser) -> None:
    location = entry_of(resident.send(FORM).location)
    stranger = site.newcomer(language="en")
    missing = stranger.open("/entries/999999")
    assert (stranger.open(location).status, stranger.open(location).text) == (404, missing.text)
    assert stranger.post(f"{location}/undo", {"csrf_token": stranger.token()}).status == 404
    assert site.visitor().open(location).status == 303


def test_points_are_not_kilograms(resident: Browser) -> None:
    done = resident.log("stairs")
    assert "point" in done.text
    assert "CO₂e" not in done.text
    why = resident.open(next(link for link in done.links() if link.startswith("/entries/")))
    assert "Taking part earns points, not kilograms" in why.text


# A session that was ended


def signed_out_elsewhere(site: Site, resident: Browser) -> tuple[Browser, dict[str, str]]:
    """A device from before the resident signed out everywhere and in again, with a form filled in."""
    other = site.again(resident, "en")
    fields = {**other.open(FORM).form(FORM), "quantity": "12", "replaced_mode": "car"}
    resident.send("/me/account", "/signout/everywhere")
    resident.sign_in(resident.nickname)
    return other, fields


def test_a_device_that_was_signed_out_logs_nothing(site: Site, resident: Browser) -> None:
    other, fields = signed_out_elsewhere(site, resident)
    before = site.rows()
    shown = other.follow(other.post(FORM, fields))
    assert "12 km" in shown.text  # a visitor's try
    assert site.rows() == before


def test_an_ended_session_spends_the_writes_of_its_address_and_not_its_residents(
    open_city: Callable[..., Site],
) -> None:
    site = open_city(writes_per_minute=8)
    resident, visitor = site.newcomer(), site.visitor()
    other, fields = signed_out_elsewhere(site, resident)
    with time_machine.travel(utc_now() + timedelta(minutes=2), tick=False):
        assert {other.post(FORM, fields).status for _ in range(8)} == {303}
        assert visitor.send(FORM).status == 429
        assert resident.send(FORM).status == 303


# Before the account


def test_a_try_is_kept_through_sign_up(site: Site) -> None:
    visitor = site.visitor("en")
    before = site.rows()
    shown = visitor.follow(visitor.send(FORM, quantity="12", replaced_mode="car"))
    assert "12 km" in shown.text
    assert site.rows() == before  # nothing is stored about somebody who has agreed to nothing
    assert "12 km" in visitor.open("/signup").text
    done = visitor.follow(visitor.sign_up(f"newcomer{next(site.numbers)}", "jingkou"))
    assert done.h1 == "Logged"
    assert "12 km" in done.text
    assert "1 record;" in visitor.open("/me/entries").text


def test_a_try_is_kept_through_signing_in_too(site: Site) -> None:
    nickname = f"newcomer{next(site.numbers)}"
    site.visitor("en").sign_up(nickname, "jingkou")
    visitor = site.visitor("en")
    visitor.send(FORM, quantity="12", replaced_mode="car")
    assert visitor.follow(visitor.sign_in(nickname)).h1 == "Logged"
    assert "1 record;" in visitor.open("/me/entries").text


def test_every_try_becomes_a_record(site: Site) -> None:
    visitor = site.visitor("en")
    for action, quantity in (("bicycle", "3"), ("walking", "2"), ("bicycle", "4")):
        page = visitor.follow(visitor.send(f"/actions/{action}", quantity=quantity))
    assert "Also kept for you" in page.text
    assert points_in(page) == []  # the second ride of a day earns none
    offered = visitor.open("/signup").text
    assert [quantity in offered for quantity in ("3 km", "2 km", "4 km")] == [True] * 3
    arrived = visitor.follow(visitor.sign_up(f"trier{next(site.numbers)}", site.city.districts[0].id))
    assert "3 records;" in arrived.text
    assert [quantity in arrived.text for quantity in ("3 km", "2 km", "4 km")] == [True] * 3


def test_the_newest_five_tries_are_kept_and_a_form_sent_again_counts_once(site: Site) -> None:
    visitor = site.visitor("en")
    for quantity in range(1, 8):
        fields = {**filled(visitor), "quantity": str(quantity)}
        visitor.post(FORM, fields)
        visitor.post(FORM, fields)
    arrived = visitor.follow(visitor.sign_up(f"trier{next(site.numbers)}", site.city.districts[0].id))
    assert "5 records;" in arrived.text
    assert "7 km" in arrived.text
    assert "2 km" not in arrived.text
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert len(cookie.value) < 4000


def test_one_try_is_shown_with_its_confirmation(site: Site) -> None:
    visitor = site.visitor("en")
    visitor.send(FORM, quantity="3")
    arrived = visitor.follow(visitor.sign_up(f"trier{next(site.numbers)}", site.city.districts[0].id))
    assert arrived.h1 == "Logged"


# Erased


def test_who_is_erased_leaves_the_figures_as_they_were(site: Site, resident: Browser) -> None:
    location = entry_of(resident.send(FORM, quantity="5", replaced_mode="car").location)
    reader = site.visitor()
    board = reader.open("/boards/districts?period=all").text
    assert resident.send("/me/erase", password="tulip river 7 hills").status == 303
    assert reader.open("/boards/districts?period=all").text == board
    with site.database.read() as session:
        kept = session.get_one(Entry, int(location.rpartition("/")[2]))
    assert kept.mid_mg > 0
    assert resident.open("/me").status == 303


# What has its time of the year


@pytest.mark.parametrize(("day", "offered"), [("2027-01-15", False), ("2027-07-15", True), ("2027-10-05", True)])
def test_an_action_is_offered_only_while_a_day_of_its_months_can_be_chosen(site: Site, day: str, offered: bool) -> None:
    with time_machine.travel(f"{day}T04:00:00Z"):
        page = site.visitor("en").open("/actions/ac")
    assert (
        any(form.get("method") == "post" and form.get("action") == "/actions/ac" for form in page.root.iter("form"))
        is offered
    )
    assert ("June, July, August, and September" in page.text) is not offered


# What is promised is given


def points_in(page: Page) -> list[str]:
    return re.findall(r"(\d+) points?\b", page.text)


def test_the_preview_promises_points_once_a_day(site: Site, resident: Browser) -> None:
    (promised,) = points_in(resident.open(f"{FORM}/preview?quantity=3&replaced_mode=unknown"))
    done = resident.log("bicycle", quantity="3")
    assert promised in points_in(done)
    assert points_in(resident.open(f"{FORM}/preview?quantity=3&replaced_mode=unknown")) == []
    assert points_in(resident.open(f"{FORM}/preview?quantity=3&replaced_mode=unknown&occurred_on={site.today}")) == []
    again = resident.log("bicycle", quantity="3")
    assert points_in(again) == []


def test_the_preview_promises_nothing_above_a_limit(site: Site, resident: Browser) -> None:
    action = next(one for one in site.catalogue.actions.values() if one.points and one.limits and not one.months)
    most = max(limit.max_milli for limit in action.limits) // 1000
    resident.log(action.id, quantity=str(most))
    assert points_in(resident.open(f"/actions/{action.id}/preview?quantity=1")) == []


def test_the_weeks_points_are_called_the_weeks(site: Site, resident: Browser) -> None:
    assert "points this week" in resident.log("bicycle").text
    chinese = site.again(resident, "zh").log("walking").text
    assert "本周共" in chinese
    assert "一共" not in chinese
