"""A city whose indicators are counted, on either database."""

from pathlib import Path

import pytest

from civic.database.engine import Database
from civic.paths import CITIES
from footprint.resources import LEDGER
from tests.characters import Site, open_site


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    """The seed city, without residents; its ledger is open."""
    found = open_site(database, CITIES / "zhenjiang", tmp_path)
    found.app_services.get(LEDGER)
    return found
