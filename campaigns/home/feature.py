"""The front page."""

from campaigns.home import routes
from civic.feature import Feature
from civic.web.application import ROUTES

FEATURE = Feature(
    "home",
    ROUTES.takes(routes.blueprint),
)
