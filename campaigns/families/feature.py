"""Family challenges."""

from campaigns.families import campaign_page, jobs, routes, services
from campaigns.programme.panels import DESK_LINKS, ON_CREATE, PANELS
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES

FEATURE = Feature(
    "families",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(services.export),
    PANELS.takes(campaign_page.panel),
    DESK_LINKS.takes(campaign_page.desk_link),
    ON_CREATE.takes(campaign_page.on_create),
)
