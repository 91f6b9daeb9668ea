"""The page of friends: each side is asked, each refusal stands where it belongs, nothing tells what was switched."""

import json
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, update

from campaigns.friends.models import Cheer, FriendCode
from campaigns.friends.rules import CODE_HOLDS
from civic.calendar import utc_now
from tests.characters import PASSWORD, Browser, Site, text_of
from tests.friendships import HERE, act, befriend, code_of
from tests.organizations import team
from tests.organizing import organizer


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def pair(site: Site) -> tuple[Browser, Browser]:
    """Two who speak English and are friends."""
    ann, ben = site.newcomer(language="en"), site.newcomer(language="en")
    befriend(ann, ben)
    return ann, ben


def said_to(browser: Browser) -> str:
    """The cheers on somebody's page, "" for none."""
    return text_of(browser.open(HERE).root.find(".//section[@aria-labelledby='cheers']"))


def test_a_newcomer_reads_how_to_begin(site: Site) -> None:
    page = site.newcomer(language="en").open(HERE)
    assert page.status == 200
    assert "None here yet" in page.text
    assert "Make my friend code" in page.text


def test_both_sides_are_asked(site: Site) -> None:
    ann, ben = site.newcomer(language="en"), site.newcomer(language="en")
    question = ann.open(f"{HERE}?code={code_of(ben).lower()}")
    assert ben.nickname in question.h1
    assert ann.nickname not in ben.open(HERE).text
    ann.post(HERE, question.form(HERE))
    assert "Asked, no answer yet" in ann.open(HERE).text
    asked = ben.open(HERE)
    assert "Would like to be your friend" in asked.text
    assert ann.nickname in asked.text
    assert "Somebody would like to be your friend" in ben.open("/me/inbox").text
    assert "You are friends now" in ben.follow(act(ben, "confirm", ann)).html
    assert ben.nickname in ann.open(HERE).text


def test_each_wrong_code_says_why_beside_the_field(site: Site) -> None:
    ann, ben = site.newcomer(language="en"), site.newcomer(language="en")
    old, new = code_of(ben), code_of(ben)
    assert "Nobody has this code" in ann.open(f"{HERE}?code=2345678923").beside("code")
    assert "Nobody has this code" in ann.open(f"{HERE}?code=%3Cb%3E").beside("code")
    assert "your own code" in ben.open(f"{HERE}?code={new}").beside("code")
    assert "has been replaced" in ann.open(f"{HERE}?code={old}").beside("code")
    with site.database.write() as session:
        session.execute(update(FriendCode).values(made_at=utc_now() - 2 * CODE_HOLDS))
    answer = ann.post(HERE, {"csrf_token": ann.token(), "code": new})
    assert (answer.status, "too old" in answer.beside("code")) == (422, True)
    assert "My friend code" in ben.open(HERE).text
    assert "New code" not in ben.open(HERE).text


def test_friends_already(site: Site) -> None:
    ann, ben = pair(site)
    assert "friends already" in ann.open(f"{HERE}?code={code_of(ben)}").beside("code")


def test_trying_codes_out_has_to_wait(open_city: Callable[..., Site]) -> None:
    ann = open_city(writes_per_minute=60).newcomer(language="en")
    with time_machine.travel(utc_now(), tick=False):  # guesses are counted by the minute of the clock
        pages = [ann.open(f"{HERE}?code=2345678923") for _ in range(6)]
    assert [page.status for page in pages] == [422] * 5 + [429]
    assert "wait" in pages[-1].beside("code")


def test_a_friend_sees_days_and_nothing_else(site: Site) -> None:
    ann, ben = pair(site)
    ben.log("bicycle", quantity="5")
    seen = ann.open(HERE).text
    assert "1 day this week" in seen
    assert "You and 1 friend: 1 of 6 low-carbon days." in seen
    assert "kg" not in seen
    kept = {"csrf_token": ben.token(), "wants_cheers": "y"}
    assert ben.post(f"{HERE}/wishes", kept).status == 303
    assert "1 day this week" not in ann.open(HERE).text
    assert "Together this week" not in ann.open(HERE).text


def test_the_hidden_look_like_somebody_who_shows_no_days(site: Site) -> None:
    ann, ben = pair(site)
    ben.log("bicycle", quantity="5")
    token = ben.token()
    ben.post(f"{HERE}/wishes", {"csrf_token": token, "wants_cheers": "y"})
    without_days = ann.open(HERE).text
    ben.post(f"{HERE}/wishes", {"csrf_token": token, "wants_cheers": "y", "shows_days": "y"})
    ben.post(f"{HERE}/hide", {"csrf_token": token, "hidden": "y"})
    assert ann.open(HERE).text == without_days
    assert "You are hidden" in ben.open(HERE).text
    assert act(ann, "cheer", ben, phrase="thanks").status == 303
    assert "Thank you for what you do" not in said_to(ben)
    refused = act(ben, "cheer", ann, phrase="thanks")
    assert (refused.status, "You are hidden at present" in refused.problems) == (409, True)


def test_one_tap_cheers_once_a_day(site: Site) -> None:
    ann, ben = pair(site)
    sent = ann.send(f"{HERE}?phrase=idea", f"{HERE}/cheer")
    assert sent.status == 303
    assert "cheered today" in ann.open(HERE).text
    page = ben.open(HERE)
    assert "You gave me a good idea." in page.text
    assert "A cheer for you" in ben.open("/me/inbox").text
    assert act(ann, "cheer", ben, phrase="thanks").status == 303
    assert "Thank you" not in said_to(ben)


def test_words_of_ones_own_and_strangers_are_refused(site: Site) -> None:
    ann, ben = pair(site)
    stranger = site.newcomer(language="en")
    assert act(ann, "cheer", ben, phrase="buy now").status == 422
    assert act(stranger, "cheer", ben, phrase="thanks").status == 404
    assert act(ann, "cheer", ann, phrase="thanks").status == 404
    assert act(ann, "confirm", stranger).status == 404
    assert act(stranger, "away", ben).status == 404
    nobody = {"csrf_token": ann.token(), "nickname": "nobody at all", "phrase": "thanks"}
    assert ann.post(f"{HERE}/cheer", nobody).status == 404


def test_either_ends_it_and_the_other_only_sees_that_it_is_over(site: Site) -> None:
    ann, ben = pair(site)
    code = code_of(ben)
    inbox = ann.open("/me/inbox").text
    assert act(ben, "away", ann).status == 303
    assert "None here yet" in ann.open(HERE).text
    assert ann.open("/me/inbox").text == inbox
    assert "has been replaced" in ann.open(f"{HERE}?code={code}").beside("code")
    assert "hidden since" in ben.open("/moderation/mine").text


def test_teammates_see_only_who_lets_them(site: Site) -> None:
    owner, ann, ben = organizer(site), site.newcomer(language="en"), site.newcomer(language="en")
    _, link = team(owner, "/organize/organizations/organization-1", "School")
    for one in (ann, ben):
        assert one.send(link).status == 303
    assert ben.nickname not in ann.open(HERE).text
    assert act(ann, "cheer", ben, phrase="thanks").status == 404
    wishes = {"csrf_token": ben.token(), "wants_cheers": "y", "seen_by_team": "y"}
    ben.post(f"{HERE}/wishes", wishes)
    assert ben.nickname in ann.open(HERE).text
    assert act(ann, "cheer", ben, phrase="thanks").status == 303
    assert "No more cheers from them" in said_to(ben)
    assert "reaches you any more" in ben.follow(act(ben, "away", ann)).html
    assert said_to(ben) == ""
    with site.database.write() as session:
        session.execute(delete(Cheer))
    assert act(ann, "cheer", ben, phrase="thanks").status == 303
    assert said_to(ben) == ""


def test_a_teammate_who_never_cheered_can_be_kept_away(site: Site) -> None:
    owner, ann, ben = organizer(site), site.newcomer(language="en"), site.newcomer(language="en")
    _, link = team(owner, "/organize/organizations/organization-1", "School")
    for one in (ann, ben):
        assert one.send(link).status == 303
        kept = {"csrf_token": one.token(), "wants_cheers": "y", "seen_by_team": "y"}
        one.post(f"{HERE}/wishes", kept)
    assert f"No more cheers from them: {ben.nickname}" in names_of_buttons(ann)
    assert act(ann, "away", ben).status == 303
    assert act(ben, "cheer", ann, phrase="thanks").status == 303
    assert said_to(ann) == ""


def names_of_buttons(browser: Browser) -> list[str]:
    """What those hear who do not see the page."""
    return [one.get("aria-label") or text_of(one) for one in browser.open(HERE).root.iter("button")]


def test_each_button_about_somebody_says_about_whom(site: Site) -> None:
    ann, ben = pair(site)
    asks = site.newcomer(language="en")
    assert asks.send(f"{HERE}?code={code_of(ann)}").status == 303
    heard = names_of_buttons(ann)
    for label, whom in (("Yes, gladly", asks), ("No, thank you", asks), ("End it", ben), ("End it and keep away", ben)):
        assert f"{label}: {whom.nickname}" in heard
    assert any(one.startswith(f"Cheer {ben.nickname}: ") for one in heard)
    assert f"Take it back: {ann.nickname}" in names_of_buttons(asks)


def test_there_is_a_picture_as_long_as_the_code_holds(site: Site) -> None:
    ann, picture = site.newcomer(language="en"), f"{HERE}/code.svg"
    assert ann.open(picture).status == 404
    code_of(ann)
    assert ann.client.get(picture).mimetype == "image/svg+xml"
    with site.database.write() as session:
        session.execute(update(FriendCode).values(made_at=utc_now() - 2 * CODE_HOLDS))
    assert ann.open(picture).status == 404


def test_it_is_handed_out_and_goes_with_the_person(site: Site) -> None:
    ann, ben = pair(site)
    act(ann, "cheer", ben, phrase="thanks")
    stored = json.loads(ben.open("/me/download").html)
    assert stored["friends"] == [{"nickname": ann.nickname, "has_asked": True, "is_friend": True}]
    assert stored["friend_wishes"]["shows_days"] is True
    assert [one["phrase"] for one in stored["cheers"]] == ["thanks"]
    assert len(stored["friend_codes"]) == 1
    assert ann.send("/me/erase", password=PASSWORD).status == 303
    assert "None here yet" in ben.open(HERE).text
    rows = site.rows()
    assert (rows["friendship"], rows["cheer"]) == (0, 0)
    assert ann.nickname not in ben.open("/me/inbox").text
