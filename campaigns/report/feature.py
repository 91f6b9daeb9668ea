"""What the city publishes, told for people: the story of a month, tables, the report of a year."""

from campaigns.report import routes
from civic.errors import msgid
from civic.feature import Feature
from civic.web.application import ROUTES
from civic.web.menus import FOOT_MENU, MenuLink

FEATURE = Feature(
    "report",
    ROUTES.takes(routes.blueprint),
    FOOT_MENU.takes(MenuLink("report.index", msgid("What the city publishes"), 5)),
)
