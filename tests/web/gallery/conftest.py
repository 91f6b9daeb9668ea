"""A painting show with a guardian who takes part."""

import pytest

from tests.characters import Browser, Site
from tests.shows import campaign


@pytest.fixture
def guardian(site: Site) -> Browser:
    return site.newcomer(language="en")


@pytest.fixture
def show(site: Site, guardian: Browser) -> str:
    """Announced just now: everybody signed up before."""
    return campaign(site)
