"""Painting shows."""

from campaigns.gallery import campaign_page, jobs, moderating, personal_data, queries, routes
from campaigns.moderation.services import DECIDERS
from campaigns.programme.panels import DESK_LINKS, ON_CREATE, PANELS
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES

FEATURE = Feature(
    "gallery",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(queries.export),
    DECIDERS.takes(moderating.decider),
    PANELS.takes(campaign_page.panel),
    DESK_LINKS.takes(campaign_page.desk_link),
    ON_CREATE.takes(campaign_page.on_create),
)
