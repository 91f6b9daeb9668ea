"""Friends by code, cheers between those who know each other."""

from campaigns.friends import jobs, queries, routes, services
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, ME_LINKS, MenuLink
from footprint.people_boards.queries import HIDES

_FRIENDS = MenuLink("friends.page", msgid("My friends"), 15, "people")

FEATURE = Feature(
    "friends",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(queries.export),
    HIDES.takes(queries.hides),
    ME_LINKS.takes(_FRIENDS),
    ACCOUNT_LINKS.takes(_FRIENDS),
)
