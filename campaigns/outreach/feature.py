"""Posters, tracked links, paper, results, certificates."""

from campaigns.events.walking_in import CARDS
from campaigns.outreach import campaign_page, class_routes, desk_routes, personal_data, queries, routes
from campaigns.programme.panels import DESK_LINKS, PANELS
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink

FEATURE = Feature(
    "outreach",
    ROUTES.takes(routes.blueprint, desk_routes.blueprint, class_routes.blueprint),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    PANELS.takes(campaign_page.panel),
    DESK_LINKS.takes(campaign_page.desk_links),
    CARDS.takes(queries.holder_of_card),
    ACCOUNT_LINKS.takes(MenuLink("outreach.card", msgid("My paper card"), 30, "sort_paper")),
)
