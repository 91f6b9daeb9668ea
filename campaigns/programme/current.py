"""The programme of the current request's app."""

from campaigns.programme.resources import PROGRAMME
from campaigns.programme.series import Programme
from civic.web.context import services


def programme() -> Programme:
    """The programme of the app's city."""
    return services().get(PROGRAMME)
