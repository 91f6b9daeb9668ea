"""A sponsor's counter on either database."""

from pathlib import Path

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import open_site
from tests.db.thanks.shop import Shop


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    """A sponsor with a clerk; offers are made by each test."""
    return Shop.opened(open_site(database, CITIES / "zhenjiang", tmp_path))
