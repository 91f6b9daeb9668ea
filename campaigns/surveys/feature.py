"""What residents know, think and do: surveys of the city."""

from campaigns.surveys import bank, jobs
from campaigns.surveys.resources import SURVEY_BANK
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from footprint.actions.pack_checks import PACK_CHECKS

FEATURE = Feature(
    "surveys",
    JOBS.takes(*jobs.jobs),
    AT_START.takes(SURVEY_BANK),
    PACK_CHECKS.takes(bank.check_bank),
)
