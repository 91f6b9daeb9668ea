"""The front page."""

from campaigns.home import routes
from civic.errors import msgid
from civic.feature import Feature
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MAIN_MENU, ME_LINKS, MenuLink

_MINE = MenuLink("home.mine", msgid("My campaigns"), 10, "flag")

FEATURE = Feature(
    "home",
    ROUTES.takes(routes.blueprint),
    MAIN_MENU.takes(MenuLink("home.page", msgid("Home"), 10, "home", "home")),
    ACCOUNT_LINKS.takes(_MINE),
    ME_LINKS.takes(_MINE),
)
