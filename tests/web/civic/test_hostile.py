"""Requests that no browser of ours would send: refused in words, without effect, and never an accident."""

import base64
import json
from collections.abc import Callable, Iterator

import pytest
import time_machine
from structlog.testing import capture_logs
from werkzeug.test import EnvironBuilder, run_wsgi_app

from civic.calendar import utc_now
from civic.web.guards import public
from civic.web.requests import safe_next
from tests.characters import PASSWORD, Browser, Page, Site

COOKIES = [
    "",
    "x",
    "\0",
    "eyJ9.x.x",
    "x" * 4_000,
    "é",
    base64.urlsafe_b64encode(json.dumps({"_user_id": "1.0"}).encode()).decode() + ".aaaaaa.bbbbbbbbbbbb",
]


@pytest.fixture(scope="module")
def resident(site: Site) -> Browser:
    """Somebody with something to lose."""
    browser = site.newcomer()
    browser.log("walking")
    return browser


# Cookies


@pytest.mark.parametrize("value", COOKIES, ids=lambda value: ascii(value)[:20])
def test_a_tampered_session_is_nobodys(site: Site, resident: Browser, value: str) -> None:
    visitor = site.visitor()
    answer = visitor.client.get("/me", headers={"Cookie": f"session={value}".encode().decode("latin-1")})
    assert (answer.status_code, answer.location) == (303, "/signin?next=/me")


def test_one_changed_letter_ends_a_session(site: Site, resident: Browser) -> None:
    cookie = resident.client.get_cookie("session")
    assert cookie is not None
    kept, _, signature = cookie.value.rpartition(".")
    for changed in (kept[:-1] + ("A" if kept[-1] != "A" else "B") + "." + signature, kept + "." + signature[::-1]):
        thief = site.visitor()
        thief.client.set_cookie("session", changed)
        assert thief.open("/me").status == 303


@pytest.mark.parametrize(
    "user", ["1", "1.99", "0.0", "-1.0", "1.0.0", "x", "1.0\0", "9" * 30 + ".0", "", None, 1, ["1.0"]]
)
def test_even_a_signed_session_may_hold_nonsense(site: Site, resident: Browser, user: object) -> None:
    """A key that leaked once, or a release that wrote something else."""
    visitor = site.visitor()
    with visitor.client.session_transaction() as session:
        session["_user_id"] = user
    assert visitor.open("/me").location == "/signin?next=/me"
    assert visitor.open("/").status == 200


@pytest.mark.parametrize(
    "kept",
    [
        "x",
        [],
        {},
        {"action": "teleport", "option": "x", "milli": 1000, "key": "a-key-of-a-try"},
        {"action": "bicycle", "option": "rocket", "milli": 1000, "key": "a-key-of-a-try"},
        {"action": "bicycle", "option": "car", "milli": -1, "key": "a-key-of-a-try"},
        {"action": "bicycle", "option": "car", "milli": "many", "key": "a-key-of-a-try"},
        {"action": "bicycle", "option": "car", "milli": 10**30, "key": "a-key-of-a-try"},
    ],
    ids=str,
)
def test_a_kept_try_that_cannot_be_counted_any_more(site: Site, kept: object) -> None:
    """The catalogue may have changed since; signing up works all the same."""
    visitor = site.visitor()
    with visitor.client.session_transaction() as session:
        session["trial"] = kept
    assert visitor.open("/actions/tried").status in (303, 404, 422)
    assert visitor.open("/signup").status == 200
    assert visitor.sign_up(f"newcomer{next(site.numbers)}", "jingkou").status == 303
    assert visitor.open("/me/entries").status == 200


@pytest.mark.parametrize("name", ["lang", "theme"])
@pytest.mark.parametrize("value", ["xx", "x" * 3_000, "<script>", "../../etc/passwd"])
def test_a_tampered_preference_is_left_alone(site: Site, name: str, value: str) -> None:
    visitor = site.visitor()
    visitor.client.set_cookie(name, value)
    assert visitor.open("/").status == 200
    page = visitor.open(f"/?{name}={value}")
    assert page.status == 200
    assert value not in page.html
    assert "Set-Cookie" not in page.answer.headers


# Sizes, hosts, ways


class Endless:
    """A body of 100 MB that nobody should read; it counts what was read."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += max(size, 0)
        return b"x" * max(size, 0)

    readline = read


@pytest.mark.parametrize("path", ["/actions/bicycle", "/signin", "/signup", "/me/baseline", "/"])
def test_a_hundred_megabytes_are_refused_unread(site: Site, resident: Browser, path: str) -> None:
    body = Endless()
    builder = EnvironBuilder(path, method="POST", content_type="application/x-www-form-urlencoded")
    environ = {**builder.get_environ(), "wsgi.input": body, "CONTENT_LENGTH": str(100 * 1024**2)}
    _, status, headers = run_wsgi_app(site.app.wsgi_app, environ)
    assert int(status[:3]) in (413, 405) and (path == "/" or status.startswith("413"))
    assert "Content-Security-Policy" in headers
    assert body.taken < 1024**2


def test_a_thousand_fields_are_refused(resident: Browser) -> None:
    fields = {f"field{number}": "x" for number in range(5_000)}
    page = resident.post("/actions/bicycle", {**fields, "csrf_token": resident.token()})
    assert page.status in (413, 422)


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost.elsewhere.example", "localhost:80@elsewhere", "", "a b"]
)
def test_another_host_is_refused(site: Site, host: str) -> None:
    page = site.visitor().open("/", Host=host)
    assert page.status == 400
    assert "elsewhere" not in page.html


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "/me\r\nSet-Cookie: x=y",
        "/me\0",
        "me",
        "///elsewhere.example",
        "/" + "x" * 10_000,
        "http:elsewhere.example",
        "/%0d%0a",
    ],
    ids=lambda target: ascii(target)[:30],
)
def test_nobody_is_sent_elsewhere_after_signing_in(site: Site, resident: Browser, target: str) -> None:
    visitor = site.visitor()
    fields = visitor.open("/signin").form("/signin")
    page = visitor.post("/signin", {**fields, "username": resident.nickname, "password": PASSWORD, "next": target})
    assert page.status == 303
    assert page.location == safe_next(target, "/")
    assert "elsewhere" not in (page.answer.location or "")
    assert "\n" not in (page.answer.location or "")


# Accidents


@pytest.fixture(scope="module")
def unlucky(open_city: Callable[..., Site]) -> Site:
    """A city where a page fails."""
    site = open_city()

    @public
    def accident() -> Iterator[str]:
        raise RuntimeError("the secret cause")

    site.app.add_url_rule("/accident/<name>", "accident", lambda name: accident())
    site.app.view_functions["accident"].guard = "public"  # type: ignore[attr-defined]
    return site


def test_an_accident_has_a_number_that_stands_in_the_log(unlucky: Site) -> None:
    with capture_logs() as lines:
        page = unlucky.visitor().open("/accident/%E5%B0%8F%E6%98%8E?token=private")
    assert page.status == 500
    assert page.reference
    (line,) = [line for line in lines if line["log_level"] == "error"]
    assert line["reference"] == page.reference
    assert line["endpoint"] == "accident"


def test_an_accident_tells_strangers_nothing(unlucky: Site) -> None:
    page = unlucky.visitor("en").open("/accident/x")
    assert "secret cause" not in page.html
    assert "Traceback" not in page.html
    assert "RuntimeError" not in page.html


def test_the_log_names_no_person(unlucky: Site) -> None:
    """Neither the address, nor the query, nor who was signed in."""
    with capture_logs() as lines:
        unlucky.xiaoming.open("/accident/%E5%B0%8F%E6%98%8E?token=private")
    written = repr([{**line, "exc_info": None} for line in lines])
    assert not [word for word in ("小明", "private", "127.0.0.1", "%E5") if word in written]


def test_metrics_are_for_the_operator(open_city: Callable[..., Site]) -> None:
    visitor = open_city(metrics_token="the operator's").visitor()
    assert visitor.open("/metrics").status == 404
    assert visitor.open("/metrics", Authorization="Bearer wrong").status == 404
    assert visitor.open("/metrics", Authorization="Bearer é").status == 404
    shown = visitor.open("/metrics", Authorization="Bearer the operator's")
    assert shown.status == 200
    assert "tongxing_requests_total" in shown.html


def test_nobody_keeps_the_server_writing_files(open_city: Callable[..., Site]) -> None:
    resident = open_city(writes_per_minute=20).newcomer()
    with time_machine.travel(utc_now(), tick=False):
        statuses = [resident.open("/me/download").status for _ in range(6)]
    assert statuses == [*[200] * 5, 429]


def test_too_many_writes_in_a_minute_are_told_to_wait(open_city: Callable[..., Site]) -> None:
    site = open_city(writes_per_minute=6)
    resident = site.newcomer()
    pages = [resident.send("/actions/bicycle") for _ in range(8)]
    statuses = [page.status for page in pages]
    assert statuses[0] == 303
    assert statuses[-1] == 429
    assert isinstance(pages[-1], Page)
    assert int(pages[-1].answer.headers["Retry-After"]) > 0


def test_the_addresses_of_one_home_share_its_writes(open_city: Callable[..., Site]) -> None:
    """An IPv6 connection comes with as many addresses as there are grains of sand."""
    visitor = open_city(writes_per_minute=6).visitor()
    fields = {"csrf_token": visitor.token()}
    statuses = [
        visitor.client.post("/signin", data=fields, environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"})
        for number in range(1, 9)
    ]
    assert [answer.status_code for answer in statuses[-2:]] == [429, 429]


def test_made_up_methods_are_counted_together(open_city: Callable[..., Site]) -> None:
    visitor = open_city(metrics_token="the operator's").visitor()
    for number in range(3):
        assert visitor.client.open("/", method=f"MADEUP{number}").status_code == 405
    shown = visitor.open("/metrics", Authorization="Bearer the operator's").html
    assert 'method="other"' in shown
    assert "MADEUP" not in shown
