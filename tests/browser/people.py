"""What people do with the site, told once for every width, language, theme, and with or without JavaScript."""

import itertools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

PASSWORD = "tulip river 7 hills"
SENT = "() => !document.querySelector('[aria-busy]')"
"""Nothing is being sent: nobody goes on before a page says so."""
_numbers = itertools.count(1)


@dataclass
class Person:
    """Somebody with a browser, who taps what a finger can find. `nickname` is empty until they sign up."""

    page: Page
    scripts: bool = True
    nickname: str = ""
    taps: int = field(default=0)

    def tap(self, target: Locator | str) -> None:
        found = self.page.locator(target) if isinstance(target, str) else target
        found.first.click()
        self.page.wait_for_function(SENT)
        self.taps += 1

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{answer.status} {path}"

    def sees(self, target: str) -> Locator:
        """The first of what is asked for, once it shows."""
        found = self.page.locator(target).first
        expect(found).to_be_visible()
        return found

    def reads(self, target: str) -> str:
        return " ".join(self.sees(target).inner_text().split())

    def fits(self) -> None:
        """Nothing of the page that has arrived scrolls sideways on a phone."""
        self.page.wait_for_load_state("domcontentloaded")
        assert self.page.locator("html").evaluate("page => page.scrollWidth") <= 360

    # Coming and going

    def sign_up(self, district: str = "jingkou") -> None:
        """From the sign-up page on."""
        self.nickname = f"walker{next(_numbers)}"
        self.page.fill("[name=username]", self.nickname)
        self.page.fill("[name=password]", PASSWORD)
        self.page.select_option("[name=district]", district)
        self.page.check("[name=consent]")
        self.tap("main form .btn")
        expect(self.page).not_to_have_url(re.compile("signup"))

    def sign_in(self, nickname: str, password: str = PASSWORD) -> None:
        self.go("/signin")
        self.page.fill("[name=username]", nickname)
        self.page.fill("[name=password]", password)
        self.tap("main form .btn")

    # Logging

    def fill_in(self, quantity: str, **answers: str) -> None:
        self.page.fill("#quantity", quantity)
        for name, value in answers.items():
            self.page.check(f"[name={name}][value={value}]")

    def send(self) -> None:
        """Presses the form's own button; the confirmation comes as a part of the page or as a new one."""
        self.tap("#log .log-bar .btn")
        expect(self.page.locator("#log .live-preview")).to_be_visible()

    def log(self, action: str, quantity: str = "", **answers: str) -> None:
        self.go(f"/actions/{action}")
        if quantity:
            self.fill_in(quantity, **answers)
        self.send()

    def saved_mg(self, target: str = "#log .live-preview .big-figure") -> float:
        """The mass that is shown large, in milligrams."""
        number, unit = re.split(r"[\s\u00a0]+", self.reads(target))
        return float(number.replace(",", "")) * {"g": 1e3, "kg": 1e6, "t": 1e9, "克": 1e3, "公斤": 1e6, "吨": 1e9}[unit]

    # Looking

    def own_row(self) -> str:
        """What the board says of the own district."""
        self.go("/boards/districts?period=week")
        return self.reads(".ranking li.own")

    def row_of(self, district: str) -> str:
        """What the board says of a district, by its name."""
        self.go("/boards/districts?period=week")
        begins = re.compile(rf"^\s*{re.escape(district)}")
        return " ".join(self.page.locator(".ranking li", has_text=begins).inner_text().split())

    def download(self, into: Path) -> dict[str, Any]:
        """What the file holds that everybody may take along."""
        self.go("/me/account")
        with self.page.expect_download() as started:
            self.tap("a[href$='/me/download']")
        started.value.save_as(into)
        stored: dict[str, Any] = json.loads(into.read_text())
        return stored
