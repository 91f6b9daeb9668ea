"""Pictures that residents send."""

from civic.feature import Feature
from civic.pictures import queries, routes
from civic.residents.personal_data import EXPORTERS
from civic.web.application import ROUTES

FEATURE = Feature(
    "pictures",
    ROUTES.takes(routes.blueprint),
    EXPORTERS.takes(queries.export),
)
