"""What residents know, think and do: surveys of the city."""

from campaigns.surveys import jobs
from civic.feature import Feature
from civic.scheduling.jobs import JOBS

FEATURE = Feature("surveys", JOBS.takes(*jobs.jobs))
