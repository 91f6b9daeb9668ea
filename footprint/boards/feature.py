"""How places compare."""

from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import MAIN_MENU, MenuLink
from footprint.boards import jobs, routes
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "boards",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    DEMO_ADDITIONS.takes(jobs.count_for_demo),
    MAIN_MENU.takes(MenuLink("boards.index", msgid("Boards"), 30, "board", "boards")),
)
