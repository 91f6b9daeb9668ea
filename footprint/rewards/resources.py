"""What rewards keep once for each app: the badges and levels of the city's pack, and what they are judged by."""

from civic.services import Resource, Services
from footprint.resources import CATALOGUE
from footprint.rewards.badges import Rewards
from footprint.rewards.queries import REACHED_TOGETHER, HistoryQuery
from footprint.rewards.rewards_file import load_rewards


def _rewards(services: Services) -> Rewards:
    return load_rewards(services.settings.city_dir, services.city, services.get(CATALOGUE))


def _history(services: Services) -> HistoryQuery:
    return HistoryQuery(services.calendar, services.registry.all(REACHED_TOGETHER))


HISTORY = Resource(_history)
REWARDS = Resource(_rewards)
"""Raises PackError when badges.toml cannot be used."""
