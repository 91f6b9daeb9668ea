"""Devices of households that replaced others, claimed month by month."""

from civic.feature import Feature
from civic.residents.households import AFTER_MOVE
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES
from footprint.devices import routes, services

FEATURE = Feature(
    "devices",
    ROUTES.takes(routes.blueprint),
    AFTER_MOVE.takes(services.household_left),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(services.export),
)
