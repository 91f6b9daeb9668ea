"""Residents and households."""

from civic.accounts.account_page import FACTS
from civic.feature import Feature
from civic.residents import household_routes, households, moving, moving_routes, routes
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES

FEATURE = Feature(
    "residents",
    ROUTES.takes(routes.blueprint, household_routes.blueprint, moving_routes.blueprint),
    FACTS.takes(routes.facts_of_resident),
    ERASERS.takes(households.forget, moving.forget),
    EXPORTERS.takes(households.export, moving.export),
)
