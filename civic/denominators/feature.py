"""Numbers of residents that rates are computed with."""

from civic.accounts.permissions import may_run_city
from civic.denominators import queries, routes
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES

FEATURE = Feature(
    "denominators",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(
        DeskLink(
            "denominators.index",
            msgid("Numbers of residents"),
            Room.FIGURES,
            60,
            "people",
            may_run_city,
            queries.waiting,
            case="denominators.version",
        )
    ),
)
