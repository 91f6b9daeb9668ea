"""Whether the server lives and works."""

from civic.feature import Feature
from civic.operations import health
from civic.web.application import ROUTES

FEATURE = Feature(
    "operations",
    ROUTES.takes(health.blueprint),
)
