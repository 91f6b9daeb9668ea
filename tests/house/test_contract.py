"""The public contract: addresses, fields and commands that others rely on stay what they are."""

from pathlib import Path

import pytest

from civic.config import _KNOWN as SETTINGS
from tests.characters import Site
from tests.commands import command

README = Path(__file__).resolve().parents[2] / "README.md"
OPERATIONS = README.parent / "docs" / "operations"
PAGES = {
    "/": 200,
    "/signup": 200,
    "/signin": 200,
    "/me": 303,
    "/me/entries": 303,
    "/me/download": 303,
    "/me/erase": 303,
    "/actions": 200,
    "/actions/bicycle": 200,
    "/entries/1": 303,
    "/boards": 200,
    "/boards/districts": 200,
    "/boards/newcomers": 200,
    "/screen/boards": 200,
    "/boards/subdistricts": 200,
    "/boards/teams": 200,
    "/seasons": 200,
    "/campaigns": 200,
    "/about/method": 200,
    "/about/method/annex": 200,
    "/about/method/changes": 200,
    "/healthz": 200,
    "/readyz": 200,
}
FIELDS = {
    "/signup": {"username", "password", "district", "subdistrict"},
    "/signin": {"username", "password"},
    "/actions/bicycle": {"quantity", "occurred_on", "replaced_mode", "key"},
}
COMMANDS = {
    "serve": {"--port"},
    "jobs": set(),
    "db upgrade": set(),
    "pack check": set(),
    "demo": {"--residents", "--days", "--seed"},
    "quantify": {"--on", "--pack", "--json"},
    "verify": set(),
    "shares": {"--from", "--to", "--json"},
    "restate": set(),
    "backup": set(),
    "restore": set(),
    "staff grant": set(),
    "stats shrink": {"--count", "--population", "--method"},
    "stats ranks": {"--estimate", "--se", "--level"},
}


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_there_for_visitors(site: Site, path: str) -> None:
    assert site.visitor().open(path).status == PAGES[path]


@pytest.mark.parametrize("path", FIELDS)
def test_the_forms_ask_what_they_always_asked(site: Site, path: str) -> None:
    page = site.visitor().open(path)
    assert {*page.form(path), *page.first_choices(path)} >= FIELDS[path]


def test_consent_is_never_ticked_beforehand(site: Site) -> None:
    page = site.visitor().open("/signup")
    box = page.root.find(".//input[@name='consent']")
    assert box is not None
    assert box.get("checked") is None


def test_the_language_is_chosen_by_address_then_cookie_then_browser(site: Site) -> None:
    visitor = site.visitor("en-GB,en;q=0.9,zh;q=0.8")
    assert visitor.open("/boards").root.get("lang") == "en"
    assert visitor.open("/boards?lang=zh").root.get("lang") == "zh-CN"
    assert visitor.open("/boards").root.get("lang") == "zh-CN"
    assert visitor.open("/boards?lang=xx").root.get("lang") == "zh-CN"
    assert site.visitor("fr").open("/boards").root.get("lang") == "zh-CN"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_commands_take_what_they_always_took(name: str) -> None:
    options = {option for parameter in command(name).params for option in parameter.opts}
    assert options >= COMMANDS[name]
    assert command(name).help


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_tells_of_every_command(name: str) -> None:
    assert f"tongxing {name}" in README.read_text()


def test_every_setting_is_documented() -> None:
    documents = "".join(file.read_text() for file in (README, *OPERATIONS.rglob("*.md")))
    assert [name for name in sorted(SETTINGS) if f"TONGXING_{name}" not in documents] == []
