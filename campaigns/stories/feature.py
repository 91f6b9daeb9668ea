"""Stories about campaigns."""

from campaigns.moderation.services import DECIDERS
from campaigns.programme.panels import PANELS
from campaigns.stories import campaign_page, moderating, personal_data, queries, routes
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES

FEATURE = Feature(
    "stories",
    ROUTES.takes(routes.blueprint),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(queries.export),
    DECIDERS.takes(moderating.decider),
    PANELS.takes(campaign_page.panel),
)
