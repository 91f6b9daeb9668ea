"""Indicators of the programme: what is measured and how, and what was counted."""

from campaigns.indicators import city_routes, definitions, jobs, routes
from campaigns.indicators.resources import DEFINITIONS
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import FOOT_MENU, MenuLink
from footprint.actions.pack_checks import PACK_CHECKS

FEATURE = Feature(
    "indicators",
    ROUTES.takes(routes.blueprint, city_routes.blueprint),
    AT_START.takes(DEFINITIONS),
    PACK_CHECKS.takes(definitions.check_definitions),
    JOBS.takes(*jobs.jobs),
    FOOT_MENU.takes(MenuLink("indicators.index", msgid("What is measured, and how"), 12)),
    DESK_LINKS.takes(
        DeskLink("indicators_city.index", msgid("Indicators"), Room.FIGURES, 30, "scale", may=may_run_city),
        DeskLink(
            "indicators_city.newcomers", msgid("Do newcomers come back?"), Room.FIGURES, 32, "people", may_run_city
        ),
    ),
)
