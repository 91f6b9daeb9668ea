"""Live figures for staff."""

from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from footprint.live_figures import routes

FEATURE = Feature(
    "live figures",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(DeskLink("live_figures.index", msgid("Live figures"), Room.FIGURES, 50, "board", may_run_city)),
)
