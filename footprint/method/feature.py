"""How the numbers are made, and what changed in them."""

from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import FOOT_MENU, MenuLink
from footprint.method import jobs, routes

FEATURE = Feature(
    "method",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    FOOT_MENU.takes(MenuLink("quantities.method", msgid("How the numbers are made"), 10)),
)
