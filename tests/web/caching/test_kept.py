"""Pages kept for a resident: quick, never stale, and never somebody else's."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from flask import Flask, Response, g, request, session
from flask_login import AnonymousUserMixin, LoginManager
from werkzeug.test import Client, TestResponse

from civic.accounts.identity import Actor
from civic.caching.kept import kept_page
from civic.web.requests import new_idempotency_key
from tests.characters import Browser, Site

PAGES = ["/", "/boards/districts"]


@pytest.fixture
def newborn(open_city: Callable[..., Site]) -> Site:
    return open_city()


def name_on_top(browser: Browser, path: str) -> str:
    page = browser.open(path)
    return next("".join(link.itertext()) for link in page.root.iter("a") if link.get("class") == "account")


class House:
    """An app with one page about one fact, and a reader who is whoever the header says."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.app.secret_key = "a key for tests, long enough to be taken"
        self.fact, self.making, self.made = "hills", lambda: "", count()
        self.app.add_url_rule("/", view_func=self.page)
        self.app.before_request(self._start)
        logins: Any = LoginManager()
        logins.init_app(self.app)
        logins.session_protection = None
        logins.request_loader(self._reader)

    def page(self) -> Response:
        return kept_page(self.fact, lambda: f"{self.fact} {next(self.made)}{self.making()}")

    def get(self, name: str = "xiaoming", **headers: str) -> TestResponse:
        asked = {"From": name, "Accept-Encoding": "", **headers}
        return Client(self.app.wsgi_app, use_cookies=False).get("/", headers=asked)

    def _start(self) -> None:
        g.look = (request.headers.get("Accept-Language", ""), "auto", "")

    def _reader(self, _request: object) -> Actor | AnonymousUserMixin:
        name = request.headers["From"]
        return Actor(account_id=1, nickname=name, epoch=0) if name else AnonymousUserMixin()


@pytest.fixture
def house() -> House:
    return House()


def test_an_equal_page_is_made_once(house: House) -> None:
    assert [house.get().text for _ in range(3)] == ["hills 0"] * 3


def test_another_fact_reader_or_language_is_another_page(house: House) -> None:
    assert house.get().text == "hills 0"
    assert house.get("meihua").text == "hills 1"
    assert house.get(**{"Accept-Language": "en"}).text == "hills 2"
    house.fact = "river"
    assert house.get().text == "river 3"


def test_visitors_pages_are_not_kept_here(house: House) -> None:
    assert [house.get("").text for _ in range(2)] == ["hills 0", "hills 1"]


def test_a_page_with_a_one_time_key_is_not_kept(house: House) -> None:
    house.making = new_idempotency_key
    assert house.get().text != house.get().text


def test_a_page_that_starts_a_session_is_not_kept(house: House) -> None:
    house.making = lambda: session.setdefault("csrf_token", "seed")
    assert [house.get().text for _ in range(2)] == ["hills 0seed", "hills 1seed"]


def test_a_browser_that_has_the_page_is_told_so(house: House) -> None:
    tag = house.get().headers["ETag"]
    assert house.get(**{"If-None-Match": tag}).status_code == 304
    house.fact = "river"
    assert house.get(**{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_each_encoding_is_sent_to_those_who_take_it(house: House, encoding: str) -> None:
    for _ in range(2):
        answer = house.get(**{"Accept-Encoding": encoding})
        assert answer.headers.get("Content-Encoding", "") == encoding
        assert (answer.data == b"hills 0") == (encoding == "")


@pytest.mark.parametrize("path", PAGES)
def test_neighbours_with_the_same_figures_get_their_own_pages(newborn: Site, path: str) -> None:
    district = newborn.city.districts[0].id
    neighbours = [newborn.newcomer(district) for _ in range(3)]
    for _ in range(2):
        for one in neighbours:
            assert name_on_top(one, path).endswith(one.nickname)


@pytest.mark.parametrize("path", PAGES)
def test_the_own_action_shows_at_once(newborn: Site, path: str) -> None:
    before = newborn.xiaoming.open(path).text
    assert newborn.xiaoming.open(path).text == before
    newborn.xiaoming.log("bicycle", quantity="50", replaced_mode="car")
    assert newborn.xiaoming.open(path).text != before


@pytest.mark.parametrize("path", PAGES)
def test_language_and_theme_change_a_kept_page(newborn: Site, path: str) -> None:
    resident = newborn.again(newborn.xiaoming, "zh")
    assert resident.open(path).root.get("lang") == "zh-CN"
    resident.open(f"{path}?lang=en")
    resident.open(f"{path}?theme=dark")
    root = resident.open(path).root
    assert (root.get("lang"), root.get("data-theme")) == ("en", "dark")


@pytest.mark.parametrize("path", PAGES)
def test_signing_out_everywhere_ends_kept_pages_too(newborn: Site, path: str) -> None:
    resident = newborn.newcomer()
    other = newborn.again(resident, "zh")
    assert resident.nickname in other.open(path).html
    tag = other.open(path).answer.headers["ETag"]
    resident.send("/me/account", "/signout/everywhere")
    answer = other.open(path, **{"If-None-Match": tag})
    assert answer.status == 200
    assert resident.nickname not in answer.html
