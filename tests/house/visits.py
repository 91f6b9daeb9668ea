"""Everybody's visit to every address, made once for all the tests of this folder, in whichever process they run."""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.characters import Page, Site
from tests.house import rules
from tests.house.walk import addresses, walkers
from workbench.statements import statements


@dataclass(frozen=True)
class Visit:
    """What one of the walkers found at an address, in one of the city's languages."""

    who: str
    language: str
    path: str
    status: int
    location: str
    faults: list[str]
    html: str
    """Of a whole page; "" for anything else."""
    leads_to: set[str]
    asked: list[str]
    """The statements that it sent to the database."""
    process: int = field(default_factory=os.getpid)
    """Cities of two processes differ in what is drawn by lot: codes, and addresses with a secret in them."""

    @property
    def name(self) -> str:
        return f"{self.who} {self.language} {self.path}"


class Visits:
    """Visits by pack and rule. What one process has found, another reads from the folder that they share."""

    def __init__(self, lively: Callable[[str], Site], folder: Path) -> None:
        self._lively = lively
        self._folder = folder
        self._made: dict[tuple[str, str], list[Visit]] = {}

    def __call__(self, pack: str, rule: str) -> list[Visit]:
        if (pack, rule) not in self._made:
            self._made[pack, rule] = self._known(pack, rule) or self._make(pack, rule)
        return self._made[pack, rule]

    def _file(self, pack: str, rule: str) -> Path:
        return self._folder / f"{pack}-{hashlib.sha256(rule.encode()).hexdigest()[:24]}.visits"

    def _known(self, pack: str, rule: str) -> list[Visit]:
        file = self._file(pack, rule)
        known: list[Visit] = pickle.loads(file.read_bytes()) if file.exists() else []
        return known

    def _make(self, pack: str, rule: str) -> list[Visit]:
        made = list(visit(self._lively(pack), rule))
        file = self._file(pack, rule)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps(made))
        unfinished.replace(file)
        return made


def visit(site: Site, rule: str) -> Iterator[Visit]:
    """Everybody's visit to every address that the rule stands for; staff go to staff's pages only."""
    with statements(site.database) as sent:
        for who, browsers in walkers(site).items():
            if who == "staff" and not is_for_staff(site, rule):
                continue
            for language, browser in browsers.items():
                for path in addresses(rule, site):
                    before = len(sent)
                    page = browser.open(path)
                    yield _seen(site, who, language, path, page, [one.text for one in sent[before:]])


def _seen(site: Site, who: str, language: str, path: str, page: Page, asked: list[str]) -> Visit:
    marked_up = page.answer.mimetype in ("text/html", "image/svg+xml")
    led_to = {target for target, method in rules.targets(page) if method == "GET"} if marked_up else set()
    location = page.location.partition("?")[0]
    html = page.html if is_page(page) else ""
    return Visit(who, language, path, page.status, location, _faults(site, language, page), html, led_to, asked)


def guard_of(site: Site, rule: str) -> object:
    """What an address says about who may come: "public", "signed_in", or a predicate over staff."""
    endpoint = next(known.endpoint for known in site.app.url_map.iter_rules() if known.rule == rule)
    return site.app.view_functions[endpoint].guard  # type: ignore[attr-defined]


def is_for_staff(site: Site, rule: str) -> bool:
    return callable(guard_of(site, rule))


def is_page(page: Page) -> bool:
    if is_file(page):
        return False
    return page.status == 200 and page.answer.mimetype == "text/html" and page.html.startswith("<!doctype html>")


def is_file(page: Page) -> bool:
    """To be kept and read elsewhere, without the site."""
    return page.answer.headers.get("Content-Disposition", "").startswith("attachment")


def _faults(site: Site, language: str, page: Page) -> list[str]:
    """What is wrong with a page, a part of one, or an answer for machines."""
    html_lang = site.app_services.languages[language].html_lang
    if is_page(page):
        return rules.problems(page, html_lang, site.app)
    if page.status == 200 and page.answer.mimetype == "text/html" and not is_file(page):
        return rules.fragment_problems(page, site.app)
    return rules.header_problems(page.answer)
