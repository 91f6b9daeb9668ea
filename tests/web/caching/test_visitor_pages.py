"""Pages kept for visitors: the same for all of them, nobody's own, and not a place to pile things up."""

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from flask import Flask, Response, session
from werkzeug.test import Client

from civic.caching import compression
from civic.caching.visitor_pages import VisitorPages, same_for_visitors
from civic.errors import TryAgain
from tests.characters import Site

PAGES = ["/", "/boards/districts"]


class KeptPages:
    """A small app behind front pages, which counts how often it is asked and how often a page is packed."""

    def __init__(self) -> None:
        self.asked = 0
        self.trouble: Exception | None = None
        self.app = Flask(__name__)
        self.app.secret_key = "a key for tests, long enough to be taken"
        self.app.add_url_rule("/", view_func=self.same)
        self.app.add_url_rule("/own", view_func=self.own)
        self.app.add_url_rule("/named", view_func=self.named)
        self.front = VisitorPages(self.app.wsgi_app)

    def same(self) -> str:
        self.asked += 1
        same_for_visitors(1, self.look_up)
        return "the same for all " * 100

    def named(self) -> Response:
        return Response(self.same(), headers={"ETag": '"ab12"'})

    def look_up(self) -> int:
        if self.trouble:
            raise self.trouble
        return 1

    def own(self) -> str:
        session["mine"] = self.asked
        return self.same()

    def get(self, path: str = "/", scheme: str = "http", **headers: str) -> Response:
        browser = Client(self.front, Response, use_cookies=False)
        answer: Any = browser.get(path, base_url=f"{scheme}://localhost", headers=headers)
        return answer  # type: ignore[no-any-return]


@pytest.fixture
def kept() -> KeptPages:
    return KeptPages()


def test_the_app_is_asked_once(kept: KeptPages) -> None:
    assert [kept.get().text for _ in range(3)] == ["the same for all " * 100] * 3
    assert kept.asked == 1


def test_each_scheme_has_its_own_page(kept: KeptPages) -> None:
    """A page names its own address, for chat apps and calendars."""
    for scheme in ("http", "https", "http"):
        kept.get(scheme=scheme)
    assert kept.asked == 2


@pytest.mark.parametrize("trouble", [TryAgain("busy"), TimeoutError("no connection left"), KeyError("column")])
def test_when_nothing_can_be_looked_up_the_app_answers(kept: KeptPages, trouble: Exception) -> None:
    kept.get()
    kept.trouble = trouble
    assert kept.get().status_code == 200
    assert kept.asked == 2


def test_an_answer_with_a_cookie_is_for_its_visitor_alone(kept: KeptPages) -> None:
    cookies = [kept.get("/own").headers["Set-Cookie"] for _ in range(2)]
    assert cookies[0] != cookies[1]
    assert kept.asked == 2


def test_a_page_that_is_named_keeps_its_name_and_says_how_it_is_packed(kept: KeptPages) -> None:
    for _ in range(2):
        assert kept.get("/named").headers.getlist("ETag") == ['"ab12"']
        assert kept.get("/named", **{"Accept-Encoding": "gzip"}).headers["ETag"] == '"ab12-gzip"'
    again = kept.get("/named", **{"If-None-Match": '"other", "ab12-gzip"'})
    assert (again.status_code, again.headers["ETag"], again.data) == (304, '"ab12-gzip"', b"")
    assert kept.asked == 1


def test_who_may_want_something_else_is_answered_by_the_app(kept: KeptPages) -> None:
    for accept in ("*/*", "text/html", "text/csv", "text/html;q=0, */*", "text/html;q=0.5"):
        kept.get(Accept=accept)
    assert kept.asked == 3


@pytest.mark.parametrize("cookie", ["session=x", "session =x", "a=b;session=x", "__Host-session=x"])
def test_whoever_carries_a_session_gets_the_app(kept: KeptPages, cookie: str) -> None:
    for _ in range(2):
        assert "ETag" not in kept.get(Cookie=cookie).headers
    assert kept.asked == 2


@pytest.mark.parametrize("name", ["Cookie", "Accept-Language"])
def test_long_headers_are_not_kept(kept: KeptPages, name: str) -> None:
    for _ in range(2):
        assert kept.get(**{name: "x" * 3_000}).status_code == 200
    assert kept.asked == 2


def test_equal_pages_are_packed_once(kept: KeptPages, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[str] = []
    pack = compression.pack

    def counted(body: bytes, encoding: str, *, hard: bool = False) -> bytes:
        packed.append(encoding)
        return pack(body, encoding, hard=hard)

    monkeypatch.setattr(compression, "pack", counted)
    for number in range(5):
        kept.get(f"/?number={number}")
    assert kept.asked == 5
    assert sorted(packed) == ["", "br", "gzip"]


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_with_a_session_gets_a_packed_page_too(open_city: Callable[..., Site], path: str) -> None:
    visitor = open_city().visitor()
    visitor.token()
    answer = visitor.client.get(path, headers={"Accept-Encoding": "br"})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("path", PAGES)
def test_a_shared_page_is_packed_once_for_its_first_visitor_too(open_city: Callable[..., Site], path: str) -> None:
    visitor = open_city().visitor()
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = visitor.client.get(path, headers={"Accept-Encoding": encoding})
        assert answer.headers.getlist("Content-Encoding") == [encoding]
        assert unpack(answer.data).startswith(b"<!doctype html>")
