"""Organizers who are asked whether an entry can have been like this."""

from campaigns.programme.panels import DESK_LINKS
from campaigns.witnesses import campaign_page, routes
from civic.feature import Feature
from civic.web.application import ROUTES
from footprint.integrity.evidence import EVIDENCE

FEATURE = Feature(
    "witnesses",
    ROUTES.takes(routes.blueprint),
    EVIDENCE.takes(campaign_page.evidence),
    DESK_LINKS.takes(campaign_page.desk_link),
)
