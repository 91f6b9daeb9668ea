"""Who may run campaigns, and teams."""

from campaigns.moderation.services import DECIDERS
from campaigns.organizations import city_routes, judging, personal_data, routes, team_routes
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES

FEATURE = Feature(
    "organizations",
    ROUTES.takes(routes.blueprint, team_routes.blueprint, city_routes.blueprint),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    DECIDERS.takes(judging.decider),
)
