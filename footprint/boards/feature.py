"""How places compare."""

from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import MAIN_MENU, MenuLink
from footprint.boards import jobs, routes
from footprint.boards.links import BOARD_LINKS, BoardLink
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "boards",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    BOARD_LINKS.takes(
        BoardLink(
            "boards.districts",
            msgid("Districts"),
            msgid("What each district saves per 1,000 residents, and how many of them take part."),
            10,
        ),
        BoardLink(
            "boards.seasons",
            msgid("Seasons"),
            msgid("The one that is running, and those that are over with their final boards."),
            90,
            "calendar",
        ),
    ),
    DEMO_ADDITIONS.takes(jobs.count_for_demo),
    MAIN_MENU.takes(MenuLink("boards.index", msgid("Boards"), 30, "board", "boards")),
)
