"""A hall with an event on either database."""

from pathlib import Path

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import open_site
from tests.db.events.hall import Hall


@pytest.fixture
def hall(database: Database, tmp_path: Path) -> Hall:
    """A campaign with residents; events are planned by each test."""
    return Hall.found(open_site(database, CITIES / "zhenjiang", tmp_path))
