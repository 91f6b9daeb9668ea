"""A city whose diaries are looked at, on either database."""

from pathlib import Path

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import open_site
from tests.db.integrity.night import Night


@pytest.fixture
def night(database: Database, tmp_path: Path) -> Night:
    """A city at night; residents are made by each test."""
    return Night(open_site(database, CITIES / "zhenjiang", tmp_path))
