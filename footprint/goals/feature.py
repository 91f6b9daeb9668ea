"""What the city wants to reach in its districts."""

from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from footprint.goals import demo_goals, routes
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "goals",
    ROUTES.takes(routes.blueprint),
    DEMO_ADDITIONS.takes(demo_goals.add_goals),
    DESK_LINKS.takes(
        DeskLink("city_goals.index", msgid("Goals of the districts"), Room.PROGRAMME, 50, "flag", may_run_city)
    ),
)
