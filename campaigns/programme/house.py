"""What campaigns hang into the app: the programme of the city."""

from typing import cast

from campaigns.programme.series import Programme, load_programme
from civic.services import Services
from civic.web.context import services
from footprint.house import catalogue_of


def furnish(house: Services) -> None:
    """Loads the programme of the app's city; its catalogue must hang there already.

    Raises:
        PackError: series.toml cannot be used.
    """
    actions = frozenset(catalogue_of(house.rooms).actions)
    house.rooms["programme"] = load_programme(house.settings.city_dir, house.city.languages, actions)


def programme_of(house: Services) -> Programme:
    """The programme, outside of a request."""
    return cast(Programme, house.rooms["programme"])


def programme() -> Programme:
    """The programme of the current app's city."""
    return programme_of(services())
