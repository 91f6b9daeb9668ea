"""What footprint keeps once for each app: what it reads of the city's pack, and the ledger of its database."""

from civic.calendar import utc_now
from civic.services import Resource, Services
from footprint.actions.baseline import Questionnaire
from footprint.actions.baseline_file import load_questionnaire
from footprint.actions.catalogue import Catalogue, load_catalogue
from footprint.actions.change_reasons import ChangeReason, load_change_reasons
from footprint.ledger.services import Ledger, open_ledger


def _catalogue(services: Services) -> Catalogue:
    return load_catalogue(services.settings.city_dir, services.city.languages)


def _questionnaire(services: Services) -> Questionnaire:
    return load_questionnaire(services.settings.city_dir, services.get(CATALOGUE))


def _change_reasons(services: Services) -> tuple[ChangeReason, ...]:
    return load_change_reasons(services.settings.city_dir, services.get(CATALOGUE))


def _ledger(services: Services) -> Ledger:
    catalogue = services.get(CATALOGUE)
    return open_ledger(services.database, catalogue, services.calendar, services.registry, utc_now())


CATALOGUE = Resource(_catalogue)
"""Raises PackError, as the questionnaire does, when it cannot be used."""

QUESTIONNAIRE = Resource(_questionnaire)

CHANGE_REASONS = Resource(_change_reasons)

LEDGER = Resource(_ledger)
"""Made at first use, outside of a write transaction: the catalogue's version is then registered in the database."""
