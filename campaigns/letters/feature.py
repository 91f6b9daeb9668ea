"""Letters to the participants of a campaign."""

from campaigns.letters import campaign_page, city_routes, moderating, queries, routes, services
from campaigns.moderation.services import DECIDERS
from campaigns.programme.panels import DESK_LINKS
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.messages.routes import FOLLOWUPS
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.staff import desk
from civic.web.application import ROUTES

FEATURE = Feature(
    "letters",
    ROUTES.takes(routes.blueprint, city_routes.blueprint),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(queries.export),
    DECIDERS.takes(moderating.decider),
    DESK_LINKS.takes(campaign_page.desk_link),
    desk.DESK_LINKS.takes(
        desk.DeskLink(
            "letters_city.index", msgid("Letters to organizers"), desk.Room.PROGRAMME, 60, "mail", may_run_city
        )
    ),
    FOLLOWUPS.takes(campaign_page.stop_link),
)
