"""Whether the server lives and works, and what the database is told at night."""

from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.operations import health, jobs
from civic.scheduling.jobs import JOBS
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES

FEATURE = Feature(
    "operations",
    ROUTES.takes(health.blueprint),
    DESK_LINKS.takes(DeskLink("health.service", msgid("State of the service"), Room.HOUSE, 50, "check", may_run_city)),
    JOBS.takes(*jobs.jobs),
)
