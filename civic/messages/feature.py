"""The inbox and mails."""

from civic.accounts.recovery import AFTER_NEW_CODES, AFTER_RESET
from civic.feature import Feature
from civic.messages import inbox, jobs, queries, reset_routes, resetting, routes
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.residents.queries import UNREAD
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES, WITHOUT_TOKEN

FEATURE = Feature(
    "messages",
    ROUTES.takes(routes.blueprint, reset_routes.blueprint),
    WITHOUT_TOKEN.takes(routes.stop),
    AFTER_RESET.takes(resetting.tell_reset),
    AFTER_NEW_CODES.takes(resetting.tell_new_codes),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(inbox.forget),
    EXPORTERS.takes(queries.export),
    UNREAD.takes(queries.unread_of),
)
