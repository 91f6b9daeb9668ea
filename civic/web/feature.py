"""Pages that belong to no feature: privacy, the web app manifest."""

from civic.feature import Feature
from civic.web import pages, previews
from civic.web.application import ROUTES

FEATURE = Feature(
    "web",
    ROUTES.takes(pages.blueprint, previews.blueprint),
)
