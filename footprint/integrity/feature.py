"""What looks like a mistake or a cheat is asked about, never deleted."""

from civic.accounts.arriving import AFTER_ARRIVAL
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from footprint.diary.panels import ENTRY_NOTES
from footprint.integrity import jobs, personal_data, queries, routes, views
from footprint.ledger.seasons import STAYS_OPEN

FEATURE = Feature(
    "integrity",
    ROUTES.takes(routes.blueprint),
    AFTER_ARRIVAL.takes(routes.mark_arrival),
    ENTRY_NOTES.takes(views.entry_note, views.check_note),
    STAYS_OPEN.takes(queries.waiting_seasons),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
)
