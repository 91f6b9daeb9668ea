"""Whether the server lives and works, and what the database is told at night."""

from civic.feature import Feature
from civic.operations import health, jobs
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES

FEATURE = Feature(
    "operations",
    ROUTES.takes(health.blueprint),
    JOBS.takes(*jobs.jobs),
)
