"""The ledger: what happens to it without a request."""

from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from footprint.ledger import jobs

FEATURE = Feature(
    "ledger",
    JOBS.takes(*jobs.jobs),
)
