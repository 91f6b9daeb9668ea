"""The inbox and mails."""

from civic.feature import Feature
from civic.messages import inbox, jobs, queries, routes
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.residents.queries import UNREAD
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES, WITHOUT_TOKEN

FEATURE = Feature(
    "messages",
    ROUTES.takes(routes.blueprint),
    WITHOUT_TOKEN.takes(routes.stop),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(inbox.forget),
    EXPORTERS.takes(queries.export),
    UNREAD.takes(queries.unread_of),
)
