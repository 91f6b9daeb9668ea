"""Letters to the participants of a campaign."""

from campaigns.letters import campaign_page, moderating, queries, routes, services
from campaigns.moderation.services import DECIDERS
from campaigns.programme.panels import DESK_LINKS
from civic.feature import Feature
from civic.messages.routes import FOLLOWUPS
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES

FEATURE = Feature(
    "letters",
    ROUTES.takes(routes.blueprint),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(queries.export),
    DECIDERS.takes(moderating.decider),
    DESK_LINKS.takes(campaign_page.desk_link),
    FOLLOWUPS.takes(campaign_page.stop_link),
)
