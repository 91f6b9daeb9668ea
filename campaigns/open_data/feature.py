"""Open data: what the city publishes, for people who look for it and for programs."""

from campaigns.open_data import api_routes
from civic.feature import Feature
from civic.web.application import ROUTES

FEATURE = Feature("open_data", ROUTES.takes(api_routes.blueprint))
