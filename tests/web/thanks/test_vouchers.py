"""From asking to be a sponsor to a voucher redeemed at the counter, and every refusal on the way."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from campaigns.organizations import services as organizations
from campaigns.thanks import rules
from civic.calendar import utc_now
from civic.city.text import Text
from civic.residents.models import Resident
from tests.characters import PASSWORD, Browser, Page, Site, number_in
from tests.organizations import approved, told
from tests.organizing import actor_of
from tests.thanking import Counter

WORDS = {f"{name}_{code}": f"A tea ({code})" for name in ("title", "about", "terms", "place") for code in ("zh", "en")}
REDEEM = "/vouchers/redeem"


@pytest.fixture(scope="module")
def counter(site: Site) -> Counter:
    return Counter.opened(site)


@pytest.fixture
def guest(site: Site) -> Browser:
    """Somebody who reads English and has acted once."""
    browser = site.newcomer(language="en")
    browser.log("walking")
    return browser


def listed(page: Page, start: str, title: str) -> str:
    """The address of the thing of that name in a list."""
    found = (one.get("href", "") for one in page.root.iter("a") if title in "".join(one.itertext()))
    return next(href for href in found if href.startswith(start))


def test_from_asking_to_the_counter(site: Site) -> None:
    owner, managed = approved(site, "Tea house")
    desk, slug = "/organize/vouchers", managed.rsplit("/", 1)[1]
    new = f"{desk}/{slug}/new"
    assert desk in owner.open("/organize").links()
    answers = {**WORDS, "condition": "breadth", "threshold": "2", "stock": "5", "last_day": site.today.isoformat()}
    assert owner.send(new, **answers).status == 409, "nobody has approved it as a sponsor"
    assert owner.open(REDEEM).status == 404
    assert owner.send(desk, f"{desk}/{slug}/ask").status == 303
    sponsor = listed(site.clerk.open("/city/vouchers"), "/city/vouchers/sponsors/", "Tea house")
    assert site.clerk.send(sponsor, f"{sponsor}/decide", answer="refuse").beside("note") == "请说明原因。"
    assert site.clerk.send(sponsor, f"{sponsor}/decide", answer="approve").status == 303
    assert "You can thank residents now" in told(site, owner)

    assert owner.send(new, **answers).status == 303
    offer = listed(site.clerk.open("/city/vouchers"), "/city/vouchers/offers/", "A tea (zh)")
    public = f"/vouchers/{number_in(offer)}"
    resident = site.newcomer(language="en")
    assert resident.open(public).status == 404, "the city has not looked at it"
    assert site.clerk.send(offer, f"{offer}/decide", answer="approve").status == 303

    assert public in site.visitor().open("/vouchers").links()
    resident.log("walking")
    assert "You: 1 of 2" in resident.open(public).text
    early = resident.post(f"{public}/take", {"csrf_token": resident.token()})
    assert early.status == 403
    assert "You are on your way: 1 of 2 so far." in early.problems
    resident.log("paperless")
    taken = resident.follow(resident.send(public, f"{public}/take"))
    assert 'class="qr"' in taken.html
    code = "".join(one.text or "" for one in taken.root.iter("p") if one.get("class") == "code-letters")
    assert taken.answer.headers["Cache-Control"] == "no-store"

    looked = owner.send(REDEEM, code=code.lower(), step="")
    assert looked.status == 200
    assert "A tea (zh)" in looked.text
    assert resident.nickname not in looked.html
    done = owner.follow(owner.post(REDEEM, _next_step(looked)))
    assert "已核销" in done.html
    assert "共 5 张，已领不足 10 张，已核销 1 张" in owner.open(desk).text
    assert resident.nickname not in owner.open(desk).html
    assert "redeemed on" in resident.open("/vouchers").text
    again = owner.send(REDEEM, code=code)
    assert (again.status, "使用过了" in again.beside("code")) == (422, True)


def _next_step(page: Page) -> dict[str, str]:
    form = next(one for one in page.root.iter("form") if one.get("id") == "next-step")
    return {one.get("name", ""): one.get("value", "") for one in form.iter("input")}


# At the counter


def _used(counter: Counter, offer: int, code: str) -> str:
    assert counter.redeem(code).status == 303
    return code


def _foreign(counter: Counter, offer: int, code: str) -> str:
    other = Counter.opened(counter.site)
    return other.given(other.offer(), counter.site.newcomer())


def _expired(counter: Counter, offer: int, code: str) -> str:
    counter.change(offer, last_day=counter.site.today - timedelta(days=1))
    return code


def _withdrawn(counter: Counter, offer: int, code: str) -> str:
    path = f"/city/vouchers/offers/{offer}"
    assert counter.site.clerk.send(path, f"{path}/withdraw", note="Not as promised.").status == 303
    return code


REFUSED: dict[str, tuple[Callable[[Counter, int, str], str], str]] = {
    "used": (_used, "This voucher was redeemed already, on "),
    "foreign": (_foreign, "This voucher is another sponsor’s"),
    "expired": (_expired, "This voucher has expired: its last day was "),
    "withdrawn": (_withdrawn, "The city has withdrawn this offer"),
    "forged": (lambda _counter, _offer, _code: "ABCDEFGH2345", "There is no voucher with this code."),
    "no code": (lambda _counter, _offer, _code: "!?", "There is no voucher with this code."),
    "nothing": (lambda _counter, _offer, _code: " ", "Please fill this in."),
    "another": (lambda _counter, _offer, code: f"{code}2", "There is no voucher with this code."),
}


@pytest.mark.parametrize("step", ["", "redeem"])
@pytest.mark.parametrize("why", REFUSED)
def test_a_code_that_is_refused_says_why_beside_the_field(
    counter: Counter, guest: Browser, why: str, step: str
) -> None:
    make, message = REFUSED[why]
    offer = counter.offer()
    code = make(counter, offer, counter.taken(offer, guest))
    before = counter.figures(offer)
    page = counter.clerk.send(REDEEM, code=code, step=step)
    assert page.status == 422
    assert page.beside("code").startswith(message)
    assert counter.figures(offer) == before


def test_the_scanner_is_answered_in_json(counter: Counter, guest: Browser) -> None:
    offer = counter.offer()
    code = counter.taken(offer, guest)
    token = counter.clerk.token()

    def scanned(**more: str) -> tuple[int, dict[str, object]]:
        fields = {"csrf_token": token, "code": code, **more}
        answer = counter.clerk.client.post(REDEEM, data=fields, headers={"Accept": "application/json"})
        return answer.status_code, json.loads(answer.get_data())

    status, said = scanned()
    assert (status, said["tone"], said["next_step"], said["who"]) == (200, "info", True, "A tea by the river")
    status, said = scanned(step="redeem")
    assert (status, said["tone"], said["next_step"]) == (200, "good", False)
    status, said = scanned(step="redeem")
    assert (status, said["tone"], said["next_step"]) == (422, "bad", False)
    assert str(said["text"]).startswith("This voucher was redeemed already")
    assert counter.figures(offer) == (1, 1, 1)


def test_guessing_is_slowed_down(open_city: Callable[..., Site]) -> None:
    counter = Counter.opened(open_city(writes_per_minute=60))
    fields = {"csrf_token": counter.clerk.token(), "code": "ABCDEFGH2345"}
    with time_machine.travel(utc_now(), tick=False):  # guesses are counted by the minute of the clock
        statuses = [counter.clerk.post(REDEEM, fields).status for _ in range(6)]
        last = counter.clerk.post(REDEEM, fields)
    assert statuses == [422] * 5 + [429]
    assert last.beside("code").startswith("That was very often")
    assert int(last.answer.headers["Retry-After"]) > 0


def test_only_a_sponsors_people_come_to_the_counter(counter: Counter, guest: Browser) -> None:
    code = counter.taken(counter.offer(), guest)
    assert guest.open(REDEEM).status == 404
    sent = guest.post(REDEEM, {"csrf_token": guest.token(), "code": code, "step": "redeem"})
    assert sent.status == 404


# Residents


def test_a_voucher_is_its_owners(counter: Counter, guest: Browser) -> None:
    offer = counter.offer()
    counter.taken(offer, guest)
    own = next(link for link in guest.open("/vouchers").links() if link.startswith("/vouchers/mine/"))
    assert guest.open(own).status == 200
    assert counter.clerk.open(own).status == 404
    again = guest.post(f"/vouchers/{offer}/take", {"csrf_token": guest.token()})
    assert again.location == own, "the same again"


@pytest.mark.parametrize(
    ("differing", "message"),
    [
        ({"taken": 3}, "All vouchers of this offer are given away."),
        ({"state": rules.CLOSED}, "This offer is over."),
        ({"state": rules.WITHDRAWN}, "This offer is over."),
        ({"threshold": 9}, "You are on your way: 1 of 9 so far."),
    ],
)
def test_what_cannot_be_taken_says_why(
    counter: Counter, guest: Browser, differing: dict[str, object], message: str
) -> None:
    path = f"/vouchers/{counter.offer(**differing)}"
    page = guest.open(path)
    assert f"{path}/take" not in [form.get("action") for form in page.root.iter("form")]
    sent = guest.post(f"{path}/take", {"csrf_token": guest.token()})
    assert sent.status in (403, 409)
    assert message in sent.problems


@pytest.mark.parametrize(("before", "after", "differ"), [(1, 2, False), (28, 29, False), (29, 30, True)])
def test_no_number_tells_that_somebody_took_one(
    counter: Counter, guest: Browser, before: int, after: int, differ: bool
) -> None:
    offer = counter.offer(title=Text({"zh": "一", "en": "One"}), stock=200, taken=before)
    paths = (guest, f"/vouchers/{offer}"), (guest, "/vouchers"), (counter.clerk, "/organize/vouchers")
    said = [browser.open(path).text for browser, path in paths]
    counter.change(offer, taken=after)
    again = [browser.open(path).text for browser, path in paths]
    assert [one == other for one, other in zip(said, again, strict=True)] == [True, True, not differ]
    counter.change(offer, taken=200)
    assert "all given away" in guest.open(f"/vouchers/{offer}").text


def test_one_for_each_household(counter: Counter, guest: Browser) -> None:
    site, offer = counter.site, counter.offer(per_household=True)
    counter.taken(offer, guest)
    flatmate = site.newcomer(language="en")
    flatmate.log("walking")
    with site.database.write() as session:
        home = actor_of(session, guest).household_id
        session.get_one(Resident, actor_of(session, flatmate).resident_id).household_id = home
    path = f"/vouchers/{offer}"
    assert "one for each household" in flatmate.open(path).text
    sent = flatmate.send(path, f"{path}/take")
    assert (sent.status, "Somebody in your household has one already" in sent.problems) == (409, True)


def test_vouchers_are_handed_out_and_erased(counter: Counter, guest: Browser) -> None:
    offer = counter.offer()
    code = counter.taken(offer, guest)
    (held,) = guest.open("/me/download").answer.get_json()["vouchers"]
    assert (held["code"], held["redeemed_at"]) == (code, None)
    assert guest.send("/me/erase", password=PASSWORD).status == 303
    assert counter.figures(offer) == (0, 0, 0)
    assert counter.redeem(code).beside("code").startswith("There is no voucher")


def test_nothing_there_is_said_kindly(open_city: Callable[..., Site]) -> None:
    site = open_city()
    resident = site.newcomer(language="en")
    assert "No sponsor is offering anything at the moment." in resident.open("/vouchers").text
    assert "You have none yet." in resident.open("/vouchers").text
    assert "You do not act for an organization yet." in resident.open("/organize/vouchers").text
    assert site.clerk.open("/city/vouchers").text.count("这里还没有内容。") == 4


# The sponsor's form

WRONG = [
    ({"title_zh": " "}, "title_zh"),
    ({"title_zh": "x" * 41}, "title_zh"),
    ({"terms_zh": ""}, "terms_zh"),
    ({"stock": "0"}, "stock"),
    ({"stock": "1e9"}, "stock"),
    ({"stock": "10001"}, "stock"),
    ({"stock": "2.5"}, "stock"),
    ({"threshold": "2"}, "threshold"),
    ({"threshold": "366"}, "threshold"),
    ({"condition": "breadth", "threshold": "13"}, "threshold"),
    ({"condition": "kilograms"}, "condition"),
    ({"last_day": "yesterday"}, "last_day"),
    ({"last_day": "2020-01-01"}, "last_day"),
    ({"last_day": "2999-01-01"}, "last_day"),
]


@pytest.mark.parametrize(("differing", "field"), WRONG, ids=str)
def test_a_wrong_offer_keeps_what_was_typed(counter: Counter, differing: dict[str, str], field: str) -> None:
    new = f"/organize/vouchers/{counter.slug}/new"
    good = {**WORDS, "condition": "days", "threshold": "3", "stock": "5", "last_day": counter.site.today.isoformat()}
    before = counter.site.rows()
    page = counter.clerk.send(new, **{**good, **differing})
    assert page.status == 422
    assert [one.get("id") for one in page.root.iter("p") if one.get("class") == "error"] == [f"{field}-error"]
    assert page.form(new)["about_en"] == "A tea (en)"
    assert counter.site.rows() == before


def test_a_sponsor_closes_its_own_offers_alone(counter: Counter) -> None:
    offer = counter.offer()
    close = f"/organize/vouchers/offers/{offer}/close"
    other = Counter.opened(counter.site)
    assert other.clerk.post(close, {"csrf_token": other.clerk.token()}).status == 404
    assert counter.clerk.send("/organize/vouchers", close).status == 303
    again = counter.clerk.post(close, {"csrf_token": counter.clerk.token()})
    assert (again.status, "Somebody was quicker" in again.problems) == (409, True)


def test_a_closed_organization_offers_nothing(site: Site, guest: Browser) -> None:
    counter = Counter.opened(site)
    path = f"/vouchers/{counter.offer()}"
    guest.log("walking")
    assert f"{path}/take" in guest.open(path).html
    with site.database.write() as session:
        organizations.close(session, actor_of(session, counter.clerk), counter.organization_id, "", utc_now())
    page = guest.open(path)
    assert f"{path}/take" not in page.html
    assert "This offer is over." in page.text
    assert path not in guest.open("/vouchers").links()


def test_the_city_sees_what_runs_and_what_waits(site: Site) -> None:
    counter = Counter.opened(site)
    runs, waits = counter.offer(), counter.offer(state=rules.SUBMITTED)
    over = counter.offer(last_day=site.today - timedelta(days=1))
    links = site.clerk.open("/city/vouchers").links()
    assert {f"/city/vouchers/offers/{one}" for one in (runs, waits)} <= set(links)
    assert f"/city/vouchers/offers/{over}" not in links


def test_withdrawing_a_sponsor_ends_its_counter(site: Site, guest: Browser) -> None:
    counter = Counter.opened(site)
    counter.taken(counter.offer(), guest)
    path = f"/city/vouchers/sponsors/{counter.organization_id}"
    assert site.clerk.send(path, f"{path}/withdraw", note=" ").beside("note") == "请说明原因。"
    assert site.clerk.send(path, f"{path}/withdraw", note="It has moved away.").status == 303
    assert counter.clerk.open(REDEEM).status == 404
    assert "withdrawn" in guest.open("/vouchers").text
    assert "so your voucher can no longer be redeemed" in told(site, guest)
    assert "no longer a sponsor" in counter.clerk.open("/organize/vouchers").text
    assert "Your organization is no longer a sponsor" in told(site, counter.clerk)
    twice = site.clerk.post(f"{path}/withdraw", {"csrf_token": site.clerk.token(), "note": "Again."})
    assert twice.status == 409
