"""The city's papers about privacy."""

from civic.errors import msgid
from civic.feature import Feature
from civic.privacy_papers import routes
from civic.privacy_papers.permissions import may_keep_papers
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES

FEATURE = Feature(
    "privacy papers",
    ROUTES.takes(routes.blueprint),
    DESK_LINKS.takes(
        DeskLink("privacy_papers.index", msgid("Papers on privacy"), Room.HOUSE, 40, "lock", may_keep_papers)
    ),
)
