"""Logging, why, what it adds up to."""

from civic.feature import Feature
from civic.residents.personal_data import AFTER_ARRIVAL, ERASERS, EXPORTERS, OUTLIVES_SIGNIN
from civic.web.application import ROUTES
from footprint.diary import personal_data, routes

FEATURE = Feature(
    "diary",
    ROUTES.takes(routes.blueprint),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    AFTER_ARRIVAL.takes(personal_data.keep_trial),
    OUTLIVES_SIGNIN.takes("trial"),
)
