"""Accounts and households."""

from civic.feature import Feature
from civic.residents import household_routes, households, jobs, routes
from civic.residents.personal_data import ERASERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES

FEATURE = Feature(
    "residents",
    ROUTES.takes(routes.blueprint, household_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(households.forget),
)
