"""A form is never lost: without a network, behind a proxy that fails, on a slow line, it stays, says so, and is sent
again once."""

from collections.abc import Callable
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import PASSWORD, Person
from tests.servers import LiveServer

OpenPage = Callable[..., Page]
GATEWAY = {"status": 502, "content_type": "text/html", "body": "<html><body><h1>502 Bad Gateway</h1></body></html>"}
AGAIN = "#sending button"


@pytest.fixture
def resident(open_page: OpenPage) -> Person:
    person = Person(open_page(faulty=True))
    person.go("/signup")
    person.sign_up()
    return person


def records(person: Person) -> int:
    person.go("/me/entries")
    return person.page.locator(".rows .row").count()


def once(page: Page, path: str, first: Callable[[Route], None]) -> None:
    """What becomes of the first form that is sent there; the next ones arrive."""
    page.route(lambda url: url.endswith(path), lambda route: route.continue_())
    sent: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST" or sent:
            route.continue_()
            return
        sent.append(route)
        first(route)

    page.route(lambda url: url.endswith(path), answer)


def test_no_network_keeps_the_form(resident: Person) -> None:
    page = resident.page
    resident.go("/actions/bicycle")
    resident.fill_in("7", replaced_mode="car")
    page.context.set_offline(True)
    page.fill("#quantity", "8")
    expect(page.locator("#preview.stale .stale-words")).to_be_visible()
    resident.tap("#log .log-bar .btn")
    expect(page.locator(".sending")).to_contain_text("没有网络")
    page.context.set_offline(False)
    expect(page.locator(".sending")).to_contain_text("网络恢复了")
    assert page.input_value("#quantity") == "8"
    resident.tap(AGAIN)
    resident.sees("#log .live-preview")
    assert records(resident) == 1


def test_a_proxys_page_never_replaces_the_form(resident: Person) -> None:
    page = resident.page
    resident.go("/actions/bicycle")
    resident.fill_in("7", replaced_mode="car")
    once(page, "/actions/bicycle", lambda route: route.fulfill(**GATEWAY))  # type: ignore[arg-type]
    resident.tap("#log .log-bar .btn")
    expect(page.locator(".sending")).to_contain_text("没有送达")
    assert page.input_value("#quantity") == "7"
    resident.tap(AGAIN)
    resident.sees("#log .live-preview")
    assert records(resident) == 1


def test_an_answer_that_was_lost_is_asked_for_again_and_counted_once(resident: Person) -> None:
    """The record was written, the phone went into the tunnel before it heard so."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page = resident.page
    resident.go("/actions/bicycle")
    resident.fill_in("7", replaced_mode="car")
    once(page, "/actions/bicycle", lose)
    resident.tap("#log .log-bar .btn")
    resident.tap(AGAIN)
    resident.sees("#log .live-preview")
    assert records(resident) == 1


def test_plain_forms_stay_too_and_tell_that_they_are_slow(open_page: OpenPage) -> None:
    page = open_page(faulty=True)
    held: list[Route] = []
    person = Person(page)
    person.go("/signup")
    person.nickname = "slowly"
    page.fill("[name=username]", "slowly")
    page.fill("[name=password]", PASSWORD)
    page.select_option("[name=district]", "jingkou")
    page.check("[name=consent]")
    once(page, "/signup", held.append)
    button = page.locator("main form .btn.wide")
    button.click()
    expect(page.locator(".sending")).to_contain_text("正在发送")
    expect(button).to_have_attribute("aria-busy", "true")
    button.click()  # a second tap sends nothing
    held[0].fulfill(**GATEWAY)  # type: ignore[arg-type]
    expect(page.locator(".sending")).to_contain_text("没有收到答复")
    expect(button).not_to_have_attribute("aria-busy", "true")
    assert len(held) == 1
    assert page.input_value("[name=password]") == PASSWORD
    page.click(AGAIN)
    expect(page.locator(".account")).to_contain_text("slowly")


def test_a_refused_form_says_so_on_the_same_page(open_page: OpenPage) -> None:
    page = open_page(faulty=True)
    page.goto("/signin?next=/me")
    page.fill("[name=username]", "nobody")
    page.fill("[name=password]", "not this one")
    page.click("main form .btn.wide")
    expect(page.locator("#problems")).to_be_visible()
    assert page.input_value("[name=username]") == "nobody"
    page.fill("[name=password]", "nor this")
    page.click("[data-reveal]")  # scripts wake anew on the page that was shown
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")
    page.click("main form .btn.wide")
    expect(page.locator("#problems")).to_be_visible()


class Proxy(BaseHTTPRequestHandler):
    """Passes everything on, but says 502 of the first record of each action although it arrived."""

    upstream = ""
    lost: ClassVar[list[str]] = []

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line = HTTPConnection(self.upstream, timeout=10)
        line.request(self.command, self.path, body, {**self.headers, "Host": self.upstream})
        answer = line.getresponse()
        content, status, headers = answer.read(), answer.status, answer.getheaders()
        if self.command == "POST" and self.path.startswith("/actions/") and self.path not in self.lost:
            self.lost.append(self.path)
            content, status, headers = b"<h1>502 Bad Gateway</h1>", 502, [("Content-Type", "text/html")]
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass_on  # noqa: N815 (names of the standard library)


def test_without_javascript_nothing_is_lost_or_counted_twice(open_page: OpenPage, live_server: LiveServer) -> None:
    """Behind a real proxy: a route of the test browser's own would keep it from remembering the page."""
    handler = type("Handler", (Proxy,), {"upstream": live_server.url.removeprefix("http://"), "lost": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
        Thread(target=proxy.serve_forever, daemon=True).start()
        page = open_page(java_script_enabled=False, base_url=f"http://127.0.0.1:{proxy.server_port}")
        person = Person(page, scripts=False)
        person.go("/signup")
        person.sign_up()
        for number, action in enumerate(("bicycle", "walking"), start=1):
            person.go(f"/actions/{action}")
            person.fill_in("7", replaced_mode="car")
            person.tap("#log .log-bar .btn")
            expect(page.locator("h1")).to_have_text("502 Bad Gateway")
            if action == "bicycle":
                page.reload()  # the browser sends the same form again, with its key
                person.sees(".live-preview")
            else:
                page.go_back()
                assert page.input_value("#quantity") == "7"
                person.tap("#log .log-bar .btn")
                person.sees(".live-preview")
            assert records(person) == number
        proxy.shutdown()
