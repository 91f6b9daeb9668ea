"""The city with the numbers of residents that hold on a day, for whatever computes a rate."""

from datetime import date

from civic.city.pack import City
from civic.denominators import queries
from civic.denominators.rules import Denominator, holding, with_figures
from civic.services import Resource, Services


class InForce:
    """The approved versions, read once a day: what is approved today holds in two days at the earliest."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._read: tuple[date, list[Denominator]] = (date.min, [])

    def city_on(self, day: date) -> City:
        """The city with the figures that hold on that day."""
        return with_figures(self._services.city, holding(self._approved(), day))

    def _approved(self) -> list[Denominator]:
        today = self._services.calendar.today()
        if self._read[0] != today:
            self._read = (today, queries.approved(self._services.database))
        return self._read[1]


_IN_FORCE: Resource[InForce] = Resource(InForce)


def city_on(services: Services, day: date) -> City:
    """The city with the numbers of residents that hold on a day: of a period that is over, those of its last day."""
    return services.get(_IN_FORCE).city_on(day)
