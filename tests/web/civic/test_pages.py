"""The house's own pages, and preferences on any page."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from civic.calendar import utc_now
from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import open_site

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])  # nothing here is stored


def test_privacy_is_public_and_in_both_languages(client: FlaskClient) -> None:
    assert "What we store, and why" in client.get("/about/privacy?lang=en").text
    assert 'lang="zh-CN"' in client.get("/about/privacy?lang=zh").text


def test_the_manifest_is_json_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest?lang=zh")
    assert answer.mimetype == "application/manifest+json"
    assert json.loads(answer.text)["lang"] == "zh-CN"
    assert json.loads(client.get("/manifest.webmanifest?lang=en").text)["start_url"] == "/"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("en-GB,en;q=0.9", "en"), ("zh-TW", "zh-CN"), ("fr,de", "zh-CN"), ("", "zh-CN"), ("x" * 10_000, "zh-CN")],
)
def test_the_first_visit_follows_the_browser(client: FlaskClient, accepted: str, lang: str) -> None:
    page = client.get("/about/privacy", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{lang}"' in page


def test_a_chosen_language_is_remembered(client: FlaskClient) -> None:
    client.get("/about/privacy?lang=en")
    assert '<html lang="en"' in client.get("/about/privacy", headers={"Accept-Language": "zh"}).text


def test_a_chosen_theme_is_remembered_until_the_phone_decides_again(client: FlaskClient) -> None:
    assert theme(client, "/about/privacy?theme=dark") == "dark"
    assert theme(client, "/about/privacy") == "dark"
    assert theme(client, "/about/privacy?theme=auto") == ""
    assert theme(client, "/about/privacy") == ""


def theme(client: FlaskClient, path: str) -> str:
    found = re.search(r'<html lang="[^"]*" data-theme="([a-z]*)"', client.get(path).text)
    return found[1] if found else ""


@pytest.mark.parametrize("query", ["lang=xx", "lang=", "theme=<script>", "lang=zh%00&theme=%ff", "lang=" + "x" * 5_000])
def test_an_unknown_preference_changes_nothing(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/about/privacy?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize(
    ("page", "zh", "en"),
    [
        ("terms", "使用条款", "Terms of use"),
        ("accessibility", "无障碍声明", "Accessibility"),
        ("contact", "联系我们", "Contact"),
    ],
)
def test_the_citys_own_pages_are_linked_and_told(client: FlaskClient, page: str, zh: str, en: str) -> None:
    assert f'href="/about/{page}"' in client.get("/about/privacy").text
    assert f"<h1>{zh}</h1>" in client.get(f"/about/{page}?lang=zh").text
    assert f"<h1>{en}</h1>" in client.get(f"/about/{page}?lang=en").text
    assert client.get("/about/imprint").status_code == 404


def test_whom_to_ask_stands_where_it_is_looked_for(
    new_database: Callable[..., Database], dialect: str, tmp_path: Path
) -> None:
    contact = "mailto:office@example.org"
    named = open_site(new_database(dialect), CITIES / "zhenjiang", tmp_path, contact=contact).visitor()
    assert f'<a href="{contact}">office@example.org</a>' in named.open("/about/contact").answer.text
    lines = dict(line.split(": ", 1) for line in named.open("/.well-known/security.txt").answer.text.splitlines())
    assert lines["Contact"] == contact
    assert datetime.fromisoformat(lines["Expires"]) > utc_now()


def test_an_unnamed_contact_is_told_as_such(client: FlaskClient) -> None:
    assert "尚待市里填写" in client.get("/about/contact?lang=zh").text
    assert client.get("/.well-known/security.txt").status_code == 404


def test_robots_and_keepers_of_passwords_find_their_way(client: FlaskClient) -> None:
    assert {"User-agent: *", "Disallow: /me"} <= set(client.get("/robots.txt").text.splitlines())
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer.location) == (303, "/me/account")
