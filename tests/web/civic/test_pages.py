"""The house's own pages, and preferences on any page."""

import json
import re

import pytest
from flask.testing import FlaskClient

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
