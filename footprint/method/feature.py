"""How the numbers are made."""

from civic.errors import msgid
from civic.feature import Feature
from civic.web.application import ROUTES
from civic.web.menus import FOOT_MENU, MenuLink
from footprint.method import routes

FEATURE = Feature(
    "method",
    ROUTES.takes(routes.blueprint),
    FOOT_MENU.takes(MenuLink("quantities.method", msgid("How the numbers are made"), 10)),
)
