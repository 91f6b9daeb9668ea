"""How the numbers are made."""

from civic.feature import Feature
from civic.web.application import ROUTES
from footprint.method import routes

FEATURE = Feature(
    "method",
    ROUTES.takes(routes.blueprint),
)
