"""What indicators keep once for each app: the metrics of its city."""

from campaigns.indicators.definitions import Definitions, load_definitions
from civic.services import Resource, Services
from footprint.resources import CATALOGUE


def _definitions(services: Services) -> Definitions:
    folder, languages = services.settings.city_dir, services.city.languages
    return load_definitions(folder, languages, services.get(CATALOGUE))


DEFINITIONS = Resource(_definitions)
"""Raises PackError when indicators.toml cannot be used."""
