"""The app, and a town on either database, for the tests of this folder."""

import pytest

from civic.database.engine import Database
from tests.db.ledger.town import Town
from tests.with_app import *  # noqa: F403 (fixtures)


@pytest.fixture
def town(database: Database) -> Town:
    """A town without residents yet."""
    return Town.found(database)
