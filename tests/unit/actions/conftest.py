import pytest

from footprint.actions.catalogue import Catalogue, load_catalogue
from tests.packs.copies import HARBOUR, ZHENJIANG


@pytest.fixture(scope="session")
def harbour() -> Catalogue:
    """The catalogue of the invented city."""
    return load_catalogue(HARBOUR, ("pt", "en"))


@pytest.fixture(scope="session")
def zhenjiang() -> Catalogue:
    """The catalogue of the seed city."""
    return load_catalogue(ZHENJIANG, ("zh", "en"))
