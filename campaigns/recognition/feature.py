"""How the programme is known outside: awards, conferences, the press."""

from campaigns.recognition import routes
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import FOOT_MENU, MenuLink

FEATURE = Feature(
    "recognition",
    ROUTES.takes(routes.blueprint),
    FOOT_MENU.takes(MenuLink("recognition.index", msgid("The programme outside"), 14)),
    DESK_LINKS.takes(
        DeskLink("recognition.desk", msgid("The programme’s reach"), Room.PROGRAMME, 60, "globe", may=may_run_city)
    ),
)
