"""Roles of staff, and the second factor of whoever has an account."""

from civic.accounts.permissions import may_administer
from civic.accounts.recovery import AFTER_RECOVERY
from civic.errors import msgid
from civic.feature import Feature
from civic.roles import routes, services
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES

FEATURE = Feature(
    "roles",
    ROUTES.takes(routes.blueprint),
    AFTER_RECOVERY.takes(services.tell_recovered),
    DESK_LINKS.takes(DeskLink("roles.staff", msgid("Staff and roles"), Room.HOUSE, 10, "people", may_administer)),
)
