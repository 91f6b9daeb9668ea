"""The city's desk, where staff work."""

from civic.accounts.arriving import HOMES
from civic.accounts.permissions import may_work_here
from civic.errors import msgid
from civic.feature import Feature
from civic.staff import routes, views
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink

FEATURE = Feature(
    "staff",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(
        DeskLink("staff.residents", msgid("Find a resident"), Room.PROGRAMME, 30, "people", may_work_here),
    ),
    HOMES.takes(views.home_of_staff),
    ACCOUNT_LINKS.takes(MenuLink("staff.desk", msgid("The city’s desk"), 10, "board", may=may_work_here)),
)
