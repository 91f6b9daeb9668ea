"""The cast, and the browser in each one's hand.

A browser opens pages, fills in the forms it finds there and sends them with the hidden fields, the token and the
defaults of the page, so a test states only what differs. A site is one running city with its people.
"""

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import TextClause, text
from werkzeug.test import TestResponse

from civic import app as front_door
from civic.accounts import services as accounts
from civic.accounts.totp import code_at, make_secret
from civic.calendar import utc_now
from civic.city.pack import City
from civic.config import Settings
from civic.database.base import Base
from civic.database.engine import Database
from civic.services import Services
from footprint.actions.catalogue import Catalogue
from footprint.resources import CATALOGUE
from tests import markup
from tests.compiled import with_compiled_templates

PASSWORD = "tulip river 7 hills"
CODE_LASTS_S = 30
CHEAP_KIB = 64
"""Memory of a hash of a password, where hashing is not what is tested."""
Fields = dict[str, str]
_FORM = re.compile(r"(?P<tag><form\b[^>]*>).*?</form>", re.DOTALL)
_TOKEN = re.compile(r'<input\b[^>]*\bname="?csrf_token\b[^>]*>')


class Page:
    """An answer, read as a browser reads it."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.get_data().decode(errors="replace")  # a picture is an answer too
        answer.close()

    @cached_property
    def root(self) -> ET.Element:
        """The parsed document."""
        return markup.document(self.html)

    @property
    def h1(self) -> str:
        return text_of(self.root.find(".//h1"))

    @property
    def title(self) -> str:
        return text_of(self.root.find(".//title"))

    @property
    def text(self) -> str:
        """What the page's main part says, in one line."""
        if not self.html.lstrip().startswith("<"):
            return self.html
        main = self.root.find(".//main")
        return text_of(self.root if main is None else main)

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path with its query."""
        parts = urlsplit(self.answer.location or "")
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def reference(self) -> str:
        """The reference number of an error page."""
        return next((word for word in self.text.replace("：", ": ").split() if len(word) == 8 and word.isalnum()), "")

    def beside(self, field: str) -> str:
        """The message beside a form's field, "" for none."""
        return text_of(self.root.find(f".//*[@id='{field}-error']"))

    @property
    def problems(self) -> str:
        """The box on top of a form that was refused."""
        return text_of(self.root.find(".//*[@id='problems']"))

    def links(self) -> list[str]:
        """Every address that the page leads to."""
        return [link.get("href", "") for link in self.root.iter("a")]

    def form(self, action: str) -> Fields:
        """The fields of the form that posts to `action`, filled as the page fills them."""
        return dict(_filled(self._form(action)))

    def first_choices(self, action: str) -> Fields:
        """The first answer to each question of the form that posts to `action`, where the page chooses none."""
        form = self._form(action)
        radios = [one for one in form.iter("input") if one.get("type") == "radio"]
        chosen = {one.get("name") for one in radios if one.get("checked") is not None}
        first = {one.get("name", ""): one.get("value", "") for one in reversed(radios)}
        return {name: value for name, value in first.items() if name not in chosen}

    def _form(self, action: str) -> ET.Element:
        """Forms do not nest, so one can be read alone, in a tenth of the time that the page takes."""
        if "root" not in self.__dict__:
            begins = f'action="{escape(action)}"'
            for form in _FORM.finditer(self.html):
                if begins in form["tag"]:
                    return markup.fragment(form[0])
        return next(form for form in self.root.iter("form") if form.get("action") == action)


def number_in(path: str) -> int:
    """The number at the end of an address."""
    return int(path.rpartition("/")[2])


def text_of(element: ET.Element | None) -> str:
    """An element's words in one line, "" where there is none."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _filled(form: ET.Element) -> Iterator[tuple[str, str]]:
    for one in form.iter():
        name, kind = one.get("name"), one.get("type", "")
        if one.tag == "input" and name and (kind not in ("radio", "checkbox") or one.get("checked") is not None):
            yield name, one.get("value", "")
        if one.tag == "textarea" and name:
            yield name, (one.text or "").removeprefix("\n")
        if one.tag == "select" and name:
            options = list(one.iter("option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0])
            yield name, chosen.get("value", "")


@dataclass
class Browser:
    """Somebody's browser; a visitor's until somebody signs up or in with it."""

    client: FlaskClient
    nickname: str = ""

    def open(self, path: str, **headers: str) -> Page:
        return Page(self.client.get(path, headers=headers))

    def send(self, path: str, action: str | None = None, *, htmx: bool = False, **answers: str) -> Page:
        """Opens the page at `path`, fills in its form (the one that posts to `action`, else to itself), sends it. A
        question about an action that the page leaves open has its first answer, unless another is given."""
        action = action or urlsplit(path).path
        page = self.open(path)
        chosen = page.first_choices(action) if action.startswith("/actions/") else {}
        return self.post(action, {**chosen, **page.form(action), **answers}, htmx=htmx)

    def post(self, path: str, fields: Mapping[str, str | list[str]], *, htmx: bool = False) -> Page:
        """Sends fields as they are, even such as no keyboard has: half a surrogate pair, for example."""
        headers = {"HX-Request": "true"} if htmx else {}
        body = urlencode(fields, doseq=True, errors="surrogatepass")
        kind = "application/x-www-form-urlencoded"
        return Page(self.client.post(path, data=body, headers=headers, content_type=kind))

    def follow(self, page: Page) -> Page:
        """The page that a redirect leads to."""
        assert page.status == 303, f"{page.status}, no redirect: {page.text[:500]}"
        return self.open(page.location)

    def token(self) -> str:
        """A CSRF token that fits this browser's session."""
        page = self.open("/me/account" if self.nickname else "/signin")
        return next(markup.fragment(field[0]).get("value", "") for field in _TOKEN.finditer(page.html))

    def sign_up(self, nickname: str, district: str, **answers: str) -> Page:
        """Through the form; signed in afterwards."""
        page = self.send("/signup", username=nickname, password=PASSWORD, district=district, consent="y", **answers)
        assert page.status == 303, page.problems or page.text
        self.nickname = nickname
        return page

    def without_codes(self) -> Self:
        """Reads the welcome and declines recovery codes, of which the front page speaks until then."""
        later = "/me/way-back/later"
        self.post(later, self.open("/me/way-back").form(later))
        return self

    def sign_in(self, nickname: str, password: str = PASSWORD) -> Page:
        """Through the form; staff are asked for a code then."""
        page = self.send("/signin", username=nickname, password=password)
        if page.status < 400:
            self.nickname = nickname
        return page

    def log(self, action: str, **answers: str) -> Page:
        """Logs an action with what the form offers and the given answers; the confirmation."""
        return self.follow(self.send(f"/actions/{action}", **answers))


@cache
def _count_of_all() -> TextClause:
    """One statement for all tables: compiled one by one they took longer than what is tested."""
    return text(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in Base.metadata.tables))


@dataclass
class Site:
    """A city in test: its app on its database, and its people."""

    app: Flask
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def app_services(self) -> Services:
        found: Services = self.app.extensions["tongxing"]
        return found

    @property
    def city(self) -> City:
        return self.app_services.city

    @property
    def catalogue(self) -> Catalogue:
        return self.app_services.get(CATALOGUE)

    @property
    def database(self) -> Database:
        return self.app_services.database

    @property
    def today(self) -> date:
        return self.app_services.calendar.today()

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.database.read() as session:
            return {row[0]: row[1] for row in session.execute(_count_of_all())}

    # The cast

    def visitor(self, language: str | None = None) -> Browser:
        """Somebody without an account, whose browser prefers a language (the city's first unless told otherwise)."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language or self.city.languages[0]
        return Browser(client)

    def newcomer(self, district: str | None = None, language: str | None = None) -> Browser:
        """A resident nobody else knows, fresh from the sign-up form."""
        browser = self.visitor(language)
        browser.sign_up(f"newcomer{next(self.numbers)}", district or self.city.districts[0].id)
        return browser.without_codes()

    @cached_property
    def xiaoming(self) -> Browser:
        """小明, a resident of the city's first district (京口 in Zhenjiang)."""
        return self._join("小明", 0)

    @cached_property
    def meihua(self) -> Browser:
        """梅花, a resident of the last district (句容 in Zhenjiang)."""
        return self._join("梅花", -1)

    @cached_property
    def clerk(self) -> Browser:
        """小王, who works for the city."""
        return self._join("小王", 0, "city")

    @cached_property
    def moderator(self) -> Browser:
        """小周, who looks at what residents send in."""
        return self._join("小周", -1, "moderator")

    @cached_property
    def administrator(self) -> Browser:
        """老李, who keeps the site."""
        return self._join("老李", 0, "administrator")

    def _join(self, nickname: str, district: int, role: str | None = None) -> Browser:
        browser = self.visitor()
        browser.sign_up(nickname, self.city.districts[district].id)
        return self._employ(browser, role) if role else browser.without_codes()

    def _employ(self, resident: Browser, role: str) -> Browser:
        """Gives a role, and signs in anew with the code that the new clerk's phone shows."""
        with self.database.write() as session:
            factor = accounts.grant_role(session, resident.nickname, role, utc_now())
        assert factor is not None
        secret = make_secret(self.app_services.settings.secret_key, factor.actor.account_id, factor.serial)
        browser = self.visitor()
        asked = browser.sign_in(resident.nickname)
        code = code_at(secret, int(utc_now().timestamp()) // CODE_LASTS_S)
        let_in = browser.post("/signin/code", {**asked.form("/signin/code"), "code": code})
        assert let_in.status == 303, let_in.text
        return browser

    def again(self, browser: Browser, language: str) -> Browser:
        """A second device of the same person, in another language."""
        other = self.visitor(language)
        name = self.app_services.settings.session_cookie
        session = browser.client.get_cookie(name)
        assert session is not None
        other.client.set_cookie(name, session.value)
        return replace(other, nickname=browser.nickname)


def open_site(database: Database, city_dir: Path, instance_dir: Path, **differing: Any) -> Site:
    """A city on a migrated database; nobody in a test is too quick for the limits on writing."""
    settings = Settings(
        database_url=database.url,
        secret_key="a key for tests, long enough to be taken",
        city_dir=city_dir,
        instance_dir=instance_dir,
        secure_cookies=False,
        writes_per_minute=1_000_000,
        password_memory_kib=CHEAP_KIB,
    )
    app = front_door.create_app(replace(settings, **differing), database=database)
    return Site(with_compiled_templates(app))
