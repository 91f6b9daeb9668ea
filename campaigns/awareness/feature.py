"""What residents know: the quiz of the city."""

from campaigns.awareness import bank, city_routes, jobs, routes, services
from campaigns.awareness.resources import BANK
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, ME_LINKS, MenuLink
from footprint.actions.pack_checks import PACK_CHECKS

FEATURE = Feature(
    "awareness",
    ROUTES.takes(routes.blueprint, city_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    AT_START.takes(BANK),
    PACK_CHECKS.takes(bank.check_bank),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(services.export),
    ME_LINKS.takes(MenuLink("quiz.index", msgid("Quiz"), 70, "why")),
    ACCOUNT_LINKS.takes(MenuLink("quiz.index", msgid("Quiz"), 70, "why")),
    DESK_LINKS.takes(DeskLink("quiz_city.index", msgid("Quiz"), Room.FIGURES, 20, "why", may_run_city)),
)
