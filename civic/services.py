"""What every package may use of a running city: database, clock, city, settings, and what features registered.
Knows no Flask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from civic.calendar import CityCalendar
from civic.city.pack import City
from civic.config import Settings
from civic.database.engine import Database
from civic.feature import ExtensionPoint, Registry
from civic.language.languages import Language

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, eq=False)
class Resource(Generic[Thing]):
    """What a package keeps once for each app, its catalogue for example: made from the services at first use."""

    make: Callable[["Services"], Thing]


AT_START: ExtensionPoint[Resource[Any]] = ExtensionPoint("resources made at start")
"""Resources that are made with the app, so that a city's pack that cannot be used is refused at once."""


@dataclass(frozen=True)
class Services:
    """What every package may use of the running app."""

    settings: Settings
    database: Database
    city: City
    calendar: CityCalendar
    languages: dict[str, Language]
    registry: Registry
    _made: dict[Resource[Any], Any] = field(default_factory=dict)

    def get(self, resource: Resource[Thing]) -> Thing:
        """The app's one."""
        if resource not in self._made:
            self._made.setdefault(resource, resource.make(self))
        return cast(Thing, self._made[resource])
