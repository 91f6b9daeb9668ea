"""What surveys keep once for each app: the questions of its city."""

from campaigns.surveys.bank import SurveyBank, load_bank
from civic.services import Resource, Services


def _bank(services: Services) -> SurveyBank:
    return load_bank(services.settings.city_dir, services.city.languages)


SURVEY_BANK = Resource(_bank)
"""Raises PackError when surveys.toml cannot be used."""
