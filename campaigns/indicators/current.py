"""The metrics of the current request's app."""

from campaigns.indicators.definitions import Definitions
from campaigns.indicators.resources import DEFINITIONS
from civic.web.context import services


def definitions() -> Definitions:
    """The metrics of the app's city."""
    return services().get(DEFINITIONS)
