import pytest

from footprint.actions.catalogue import Catalogue, load_catalogue
from tests.packs.copies import HARBOUR


@pytest.fixture(scope="session")
def harbour() -> Catalogue:
    """The catalogue of the invented city."""
    return load_catalogue(HARBOUR, ("pt", "en"))
