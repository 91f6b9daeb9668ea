"""What the quiz keeps once for each app: the questions of its city."""

from campaigns.awareness.bank import Bank, load_bank
from civic.services import Resource, Services
from footprint.resources import CATALOGUE


def _bank(services: Services) -> Bank:
    catalogue = services.get(CATALOGUE)
    return load_bank(services.settings.city_dir, services.city.languages, catalogue.actions, catalogue.factors)


BANK = Resource(_bank)
"""Raises PackError when quiz.toml cannot be used."""
