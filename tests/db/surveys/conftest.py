"""A city with surveys on either database."""

from pathlib import Path

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from tests.characters import Site, open_site


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    """The seed city, without residents."""
    return open_site(database, CITIES / "zhenjiang", tmp_path)
