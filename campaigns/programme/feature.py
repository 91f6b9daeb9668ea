"""Campaigns from draft to archive, joining, progress."""

from campaigns.organizations.desk import DESK_PARTS, PUBLIC_PARTS
from campaigns.programme import (
    city_queries,
    city_routes,
    desk_routes,
    desk_views,
    entry_page,
    hosting_routes,
    jobs,
    links,
    personal_data,
    routes,
    series,
)
from campaigns.programme.resources import PROGRAMME
from civic.accounts.arriving import OUTLIVES_SIGNIN
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import MAIN_MENU, MenuLink
from footprint.actions.pack_checks import PACK_CHECKS
from footprint.diary.panels import ENTRY_PANELS

FEATURE = Feature(
    "programme",
    ROUTES.takes(routes.blueprint, desk_routes.blueprint, hosting_routes.blueprint, city_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    AT_START.takes(PROGRAMME),
    PACK_CHECKS.takes(series.check_programme),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    ENTRY_PANELS.takes(entry_page.entry_panel),
    OUTLIVES_SIGNIN.takes(links.VIA),
    DESK_PARTS.takes(desk_views.desk_part),
    PUBLIC_PARTS.takes(desk_views.public_part),
    MAIN_MENU.takes(MenuLink("campaigns.index", msgid("Campaigns"), 40, "flag", "campaigns")),
    DESK_LINKS.takes(
        DeskLink(
            "programme_city.index",
            msgid("Campaigns"),
            Room.PROGRAMME,
            10,
            "flag",
            may_run_city,
            city_queries.waiting,
            case="programme_city.decide",
        )
    ),
)
