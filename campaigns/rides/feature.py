"""Rides and their tracks."""

from campaigns.events.services import AFTER_TAKE_BACK
from campaigns.events.views import EVENT_PARTS
from campaigns.moderation.services import DECIDERS
from campaigns.programme.panels import DESK_LINKS, PANELS
from campaigns.rides import campaign_page, desk_routes, jobs, moderating, personal_data, routes, services
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink
from footprint.integrity.checking import AFTER_CORRECTION
from footprint.integrity.evidence import EVIDENCE
from footprint.ledger.services import AFTER_UNDO

FEATURE = Feature(
    "rides",
    ROUTES.takes(routes.blueprint, desk_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    AFTER_UNDO.takes(services.entry_undone),
    AFTER_CORRECTION.takes(services.corrected),
    AFTER_TAKE_BACK.takes(services.attendance_taken_back),
    DECIDERS.takes(moderating.decider),
    EVIDENCE.takes(moderating.evidence),
    PANELS.takes(campaign_page.panel),
    DESK_LINKS.takes(campaign_page.desk_link),
    EVENT_PARTS.takes(campaign_page.event_part),
    ACCOUNT_LINKS.takes(MenuLink("rides.mine", msgid("My tracks"), 50, "bicycle")),
)
