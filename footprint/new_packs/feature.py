"""Another version of the city's pack."""

from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from footprint.new_packs import queries, routes

FEATURE = Feature(
    "new packs",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(
        DeskLink(
            "new_packs.index",
            msgid("The city’s pack"),
            Room.HOUSE,
            30,
            "scale",
            may_run_city,
            queries.waiting,
            case="new_packs.pack",
        )
    ),
)
