"""What campaigns keep once for each app: the programme of its city."""

from campaigns.programme.series import Programme, load_programme
from civic.services import Resource, Services
from footprint.resources import CATALOGUE


def _programme(services: Services) -> Programme:
    actions = frozenset(services.get(CATALOGUE).actions)
    return load_programme(services.settings.city_dir, services.city.languages, actions)


PROGRAMME = Resource(_programme)
"""Raises PackError when series.toml cannot be used."""
