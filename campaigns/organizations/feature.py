"""Who may run campaigns, and teams."""

from campaigns.moderation.services import DECIDERS
from campaigns.organizations import (
    city_routes,
    moderating,
    personal_data,
    queries,
    routes,
    team_board,
    team_routes,
    views,
)
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.staff.desk import DESK_LINKS, RESIDENT_PARTS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink
from footprint.boards.links import BOARD_LINKS, BoardLink
from footprint.group_boards.kinds import GROUP_KINDS
from footprint.integrity.services import TEAMS

FEATURE = Feature(
    "organizations",
    ROUTES.takes(routes.blueprint, team_routes.blueprint, city_routes.blueprint),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    DECIDERS.takes(moderating.decider),
    TEAMS.takes(queries.in_teams),
    GROUP_KINDS.takes(team_board.teams),
    BOARD_LINKS.takes(
        BoardLink(
            "group_boards.board",
            team_board.teams.page.title,
            team_board.teams.page.about,
            40,
            "people",
            {"board": team_board.teams.page.address},
            of_seasons=True,
        )
    ),
    ACCOUNT_LINKS.takes(
        MenuLink("teams.index", msgid("My teams"), 60, "people"),
        MenuLink("organizations.my_desk", msgid("Organize"), 70, "people"),
    ),
    RESIDENT_PARTS.takes(views.part_for_staff),
    DESK_LINKS.takes(
        DeskLink(
            "city_organizations.index",
            msgid("Organizations"),
            Room.PROGRAMME,
            20,
            "home",
            may_run_city,
            queries.waiting,
            case="city_organizations.page",
        )
    ),
)
