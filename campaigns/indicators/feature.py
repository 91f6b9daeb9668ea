"""Indicators of the programme: what is measured, and how."""

from campaigns.indicators import definitions, jobs
from campaigns.indicators.resources import DEFINITIONS
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from footprint.actions.pack_checks import PACK_CHECKS

FEATURE = Feature(
    "indicators",
    AT_START.takes(DEFINITIONS),
    PACK_CHECKS.takes(definitions.check_definitions),
    JOBS.takes(*jobs.jobs),
)
