"""The audit book to look things up in."""

from civic.audit_log import routes
from civic.audit_log.permissions import may_read_own_acts
from civic.errors import msgid
from civic.feature import Feature
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES

FEATURE = Feature(
    "audit log",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(
        DeskLink("audit_log.index", msgid("Audit log"), Room.HOUSE, 20, "why", may_read_own_acts),
    ),
)
