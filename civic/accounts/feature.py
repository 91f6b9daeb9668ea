"""Signing in, sessions, second factor, staff roles."""

from civic.accounts import jobs, recovery_routes, routes
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES

FEATURE = Feature("accounts", ROUTES.takes(routes.blueprint, recovery_routes.blueprint), JOBS.takes(*jobs.jobs))
