"""What residents know, think and do: surveys of the city."""

from campaigns.programme.panels import DESK_LINKS as CAMPAIGN_DESK_LINKS
from campaigns.programme.panels import PANELS
from campaigns.surveys import (
    bank,
    campaign_page,
    city_routes,
    desk_routes,
    entry_routes,
    import_routes,
    jobs,
    result_routes,
    routes,
    wave_routes,
)
from campaigns.surveys.resources import SURVEY_BANK
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from footprint.actions.pack_checks import PACK_CHECKS

FEATURE = Feature(
    "surveys",
    ROUTES.takes(
        routes.blueprint,
        city_routes.blueprint,
        wave_routes.blueprint,
        entry_routes.blueprint,
        desk_routes.blueprint,
    ),
    ROUTES.takes(import_routes.blueprint, result_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    AT_START.takes(SURVEY_BANK),
    PACK_CHECKS.takes(bank.check_bank),
    PANELS.takes(campaign_page.panel),
    CAMPAIGN_DESK_LINKS.takes(campaign_page.desk_link),
    DESK_LINKS.takes(DeskLink("survey_desk.index", msgid("Surveys"), Room.FIGURES, 20, "sort_paper", may=may_run_city)),
)
