"""What the commands of `tongxing` share. Imports nothing heavy: `--help` should answer at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.feature import Registry

if TYPE_CHECKING:
    from civic.services import Services


@dataclass(frozen=True, slots=True)
class Program:
    """What a command may ask for; made when it asks, as most need only a part of it."""

    services: "Callable[[], Services]"
    """Of the configured city.

    Raises:
        ConfigError: a setting that cannot be used.
        PackError: the city's pack cannot be used.
    """
    registry: Callable[[], Registry]
    """What features registered, without a city."""

    @classmethod
    def of(cls, services: "Services") -> "Program":
        """For services that are there already."""
        return cls(lambda: services, lambda: services.registry)
