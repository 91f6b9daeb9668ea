"""What rewards keep once for each app: the badges and levels of the city's pack."""

from civic.services import Resource, Services
from footprint.resources import CATALOGUE
from footprint.rewards.badges import Rewards
from footprint.rewards.rewards_file import load_rewards


def _rewards(services: Services) -> Rewards:
    return load_rewards(services.settings.city_dir, services.city, services.get(CATALOGUE))


REWARDS = Resource(_rewards)
"""Raises PackError when badges.toml cannot be used."""
