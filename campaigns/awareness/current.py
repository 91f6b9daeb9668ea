"""The quiz of the current request's app."""

from campaigns.awareness.bank import Bank
from campaigns.awareness.resources import BANK
from civic.web.context import services


def bank() -> Bank:
    """The questions of the app's city."""
    return services().get(BANK)
