"""What the city wants to reach in its districts."""

from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink
from footprint.goals import demo_goals, routes
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "goals",
    ROUTES.takes(routes.blueprint),
    DEMO_ADDITIONS.takes(demo_goals.add_goals),
    ACCOUNT_LINKS.takes(
        MenuLink("city_goals.index", msgid("Goals of the districts: the city’s desk"), 106, "flag", may=may_run_city)
    ),
)
