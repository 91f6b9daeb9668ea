"""How a browser sends a form, and where a page says what was wrong with it.

Barer than `tests.characters`: these tests send what no page offers, and parsing every answer would double their time.
"""

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.characters import PASSWORD

__all__ = ["NEWCOMER", "ONE_DATABASE", "PASSWORD", "beside", "is_signed_in", "on_top", "send", "token"]

ONE_DATABASE = pytest.mark.parametrize("dialect", ["sqlite"])
"""For tests in which the database does nothing that could differ."""
NEWCOMER = {"username": "阿明", "password": PASSWORD, "district": "jingkou", "subdistrict": "", "consent": "y"}


def send(client: FlaskClient, path: str, form: dict[str, str], **more: str) -> TestResponse:
    """Posts a form as a browser does: with the token of a page that was opened before."""
    page = "/me/account" if is_signed_in(client) else "/signin"
    return client.post(path, data={"csrf_token": token(client, page), **form}, headers=more)


def token(client: FlaskClient, page: str) -> str:
    """The hidden token of the first form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found, f"no form on {page}"
    return found[1]


def is_signed_in(client: FlaskClient) -> bool:
    """Whether the account page opens."""
    return client.get("/me/account").status_code == 200


def beside(response: TestResponse, field: str) -> str:
    """The message beside a field, "" for none."""
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', response.text, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""


def on_top(response: TestResponse) -> str:
    """The text of the box on top of a form that was refused."""
    found = re.search(r'id="problems">(.*?)</div>', response.text, re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", found[1]).split())) if found else ""
