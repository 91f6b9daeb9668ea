"""Open data: what the city publishes, for people who look for it and for programs."""

from campaigns.open_data import api_routes, routes
from civic.errors import msgid
from civic.feature import Feature
from civic.web.application import ROUTES
from civic.web.menus import FOOT_MENU, MenuLink

FEATURE = Feature(
    "open_data",
    ROUTES.takes(routes.blueprint, api_routes.blueprint),
    FOOT_MENU.takes(MenuLink("data.index", msgid("Open data"), 40, "download")),
)
