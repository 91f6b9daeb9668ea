"""A town on either database."""

import pytest

from civic.database.engine import Database
from tests.db.ledger.town import Town


@pytest.fixture
def town(database: Database) -> Town:
    """A town without residents yet."""
    return Town.found(database)
