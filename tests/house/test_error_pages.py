"""Refusals are pages too: they keep the rules of the house, in every language, whole or as a part for htmx."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civic.web.guards import public
from civic.web.static_files import static_url
from tests.characters import Browser, Page, Site
from tests.house import rules, validator

Refusal = Callable[[Browser], Page]


def _too_large(browser: Browser) -> Page:
    return browser.post("/signin", {"csrf_token": browser.token(), "username": "x" * 300_000})


REFUSALS: dict[str, tuple[int, Refusal]] = {
    "no such page": (404, lambda browser: browser.open("/no-such-page")),
    "no such action": (404, lambda browser: browser.open("/actions/teleport")),
    "another's entry": (404, lambda browser: browser.open("/entries/999999999")),
    "a large number": (404, lambda browser: browser.open("/entries/" + "9" * 19)),
    "an absurd number": (404, lambda browser: browser.open("/entries/" + "9" * 5_000)),
    "wrong method": (405, lambda browser: Page(browser.client.put("/"))),
    "no token": (400, lambda browser: browser.post("/signin", {})),
    "too large": (413, _too_large),
    "an accident": (500, lambda browser: browser.open("/accident")),
    "a bad form": (422, lambda browser: browser.send("/actions/bicycle", quantity="abc")),
    "a bad home": (422, lambda browser: browser.send("/me/baseline", people="-1")),
    "a bad erasure": (422, lambda browser: browser.send("/me/erase", password="")),
    "a bad password": (422, lambda browser: browser.send("/me/account", "/me/password", new_password="")),
}


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city with one page on which accidents happen."""
    site = open_city()

    @public
    def accident() -> str:
        raise RuntimeError("the secret cause")

    site.app.add_url_rule("/accident", "accident", accident)
    return site


@pytest.fixture
def resident(city: Site) -> Callable[[str], Browser]:
    """小明's browser in a language."""
    return lambda language: city.again(city.xiaoming, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_a_page_of_the_house(
    city: Site, resident: Callable[[str], Browser], name: str, language: str
) -> None:
    status, provoke = REFUSALS[name]
    page = provoke(resident(language))
    assert page.status == status
    assert rules.problems(page, city.app_services.languages[language].html_lang, city.app) == []


def test_their_html_is_valid(resident: Callable[[str], Browser], tmp_path: Path) -> None:
    pages = {name: provoke(resident("en")).html for name, (_, provoke) in REFUSALS.items()}
    assert validator.complaints(pages, tmp_path) == []


@pytest.mark.parametrize("name", ["no such action", "a bad form", "no token", "an accident"])
def test_htmx_gets_a_part_of_a_page(city: Site, resident: Callable[[str], Browser], name: str) -> None:
    status, provoke = REFUSALS[name]
    browser = resident("zh")
    browser.client.environ_base["HTTP_HX_REQUEST"] = "true"
    page = provoke(browser)
    assert page.status == status
    assert "<html" not in page.html
    assert rules.fragment_problems(page, city.app) == []


def test_every_answer_has_the_headers(resident: Callable[[str], Browser]) -> None:
    browser = resident("zh")
    home = browser.client.get("/", headers={"Accept-Language": "zh"})
    visitor = browser.client.application.test_client()
    seen = visitor.get("/")
    answers = {
        "page": home,
        "not modified": visitor.get("/", headers={"If-None-Match": seen.headers["ETag"]}),
        "static": visitor.get(static_url("app.css")),
        "static, again": visitor.get(static_url("app.css"), headers={"If-None-Match": '"x"'}),
        "no such file": visitor.get("/static/no-such-file.css"),
        "out of the folder": visitor.get("/static/../civic/app.py"),
        "redirect": visitor.get("/me"),
        "head": visitor.head("/boards"),
        "options": visitor.options("/boards"),
        "machine": visitor.get("/healthz"),
        "another host": visitor.get("/", headers={"Host": "elsewhere.example"}),
    }
    assert answers["not modified"].status_code == 304
    assert answers["static"].status_code == 200
    assert {name: wrong for name, answer in answers.items() if (wrong := rules.header_problems(answer))} == {}


def test_over_https_the_browser_keeps_to_it(open_city: Callable[..., Site]) -> None:
    visitor = open_city(secure_cookies=True).visitor()
    answer = visitor.client.get("/signin?lang=en", base_url="https://localhost")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
