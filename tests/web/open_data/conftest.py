"""A city that has published, and programs that read it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests import published
from tests.characters import Site


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city with two months published, one of them revised."""
    site = open_city()
    published.life(site)
    return site


@pytest.fixture
def program(city: Site) -> FlaskClient:
    """What a program asks with: no cookies; it prefers English."""
    client = city.app.test_client(use_cookies=False)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
