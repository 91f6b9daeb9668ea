"""What challenges of teams keep once for each app: the templates of the city's pack."""

from collections.abc import Mapping

from campaigns.teams.challenge_file import Template, load_templates
from civic.services import Resource, Services
from footprint.resources import CATALOGUE


def _templates(services: Services) -> Mapping[str, Template]:
    actions = frozenset(services.get(CATALOGUE).actions)
    return load_templates(services.settings.city_dir, services.city.languages, actions)


TEMPLATES = Resource(_templates)
"""Raises PackError when challenges.toml cannot be used."""
