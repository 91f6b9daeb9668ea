"""The city's own standard: its indicators as the city enters them, with their source."""

from campaigns.standard import queries, routes
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES

FEATURE = Feature(
    "standard",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(
        DeskLink(
            "standard_city.index",
            msgid("The city’s own standard"),
            Room.FIGURES,
            34,
            "flag",
            may=may_run_city,
            waiting=queries.waiting,
        )
    ),
)
