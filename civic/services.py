"""What every package may use of a running city: database, clock, city, settings. Knows no Flask."""

from dataclasses import dataclass, field
from typing import Any

from civic.calendar import CityCalendar
from civic.city.pack import City
from civic.config import Settings
from civic.database.engine import Database
from civic.language.locale import Language


@dataclass(frozen=True)
class Services:
    """What every package may use of the running app."""

    settings: Settings
    database: Database
    city: City
    calendar: CityCalendar
    languages: dict[str, Language]
    rooms: dict[str, Any] = field(default_factory=dict)
    """What upper packages hang into the app, by their own names (civic does not know what it is)."""
