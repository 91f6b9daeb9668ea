"""What homes promise to keep up."""

from campaigns.pledges import campaign_page, jobs, reminding, routes, services
from campaigns.programme.panels import PANELS
from civic.errors import msgid
from civic.feature import Feature
from civic.messages.reminders import REMINDERS
from civic.residents.households import AFTER_MOVE
from civic.residents.personal_data import EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink
from footprint.diary.panels import ME_NOTES
from footprint.ledger.services import AFTER_UNDO

FEATURE = Feature(
    "pledges",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    EXPORTERS.takes(services.export),
    AFTER_UNDO.takes(services.entry_undone),
    AFTER_MOVE.takes(services.household_left),
    REMINDERS.takes(reminding.due),
    PANELS.takes(campaign_page.panel),
    ME_NOTES.takes(campaign_page.note),
    ACCOUNT_LINKS.takes(MenuLink("pledges.mine", msgid("Our pledges"), 40, "pledge")),
)
