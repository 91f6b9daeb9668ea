"""How places compare."""

from civic.feature import Feature
from civic.web.application import ROUTES
from footprint.boards import routes

FEATURE = Feature(
    "boards",
    ROUTES.takes(routes.blueprint),
)
