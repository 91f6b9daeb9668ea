"""How places compare."""

from civic.errors import msgid
from civic.feature import Feature
from civic.web.application import ROUTES
from civic.web.menus import MAIN_MENU, MenuLink
from footprint.boards import routes

FEATURE = Feature(
    "boards",
    ROUTES.takes(routes.blueprint),
    MAIN_MENU.takes(MenuLink("boards.index", msgid("Boards"), 30, "board", "boards")),
)
