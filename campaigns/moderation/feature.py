"""What is looked at before it is public."""

from campaigns.moderation import jobs, personal_data, routes
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES

FEATURE = Feature(
    "moderation",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
)
