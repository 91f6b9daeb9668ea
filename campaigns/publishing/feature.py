"""Releases: what the city publishes, built from the ledger and decided given everything ever published."""

from campaigns.publishing import jobs, month, verifying
from campaigns.publishing.making import RELEASE_KINDS, RELEASE_TABLES
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from footprint.ledger.verify import FURTHER_CHECKS

FEATURE = Feature(
    "publishing",
    JOBS.takes(*jobs.jobs),
    RELEASE_KINDS.takes(month.MONTHS),
    RELEASE_TABLES.takes(*month.TABLES),
    FURTHER_CHECKS.takes(verifying.check),
)
