"""Boards of residents and of households who want to stand on one."""

from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink
from footprint.boards.links import BOARD_LINKS, BoardLink
from footprint.people_boards import jobs, queries, routes, services
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "people_boards",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(queries.export),
    BOARD_LINKS.takes(
        BoardLink(
            "people_boards.residents",
            msgid("Residents who want to be seen"),
            msgid("How many days residents who want to be seen have recorded an action."),
            60,
            "me",
        ),
        BoardLink(
            "people_boards.households",
            msgid("Households who want to be seen"),
            msgid("The same for households, averaged over the people in each."),
            70,
            "home",
        ),
    ),
    DEMO_ADDITIONS.takes(jobs.count_for_demo),
    ACCOUNT_LINKS.takes(MenuLink("people_boards.choice", msgid("Me on the boards"), 25, "board")),
)
