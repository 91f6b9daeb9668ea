"""Logging, why, what it adds up to."""

from civic.accounts.arriving import AFTER_ARRIVAL, OUTLIVES_SIGNIN
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.web.application import ROUTES
from civic.web.menus import MAIN_MENU, MenuLink
from footprint.diary import personal_data, routes

FEATURE = Feature(
    "diary",
    ROUTES.takes(routes.blueprint),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    AFTER_ARRIVAL.takes(personal_data.keep_trial),
    OUTLIVES_SIGNIN.takes("trial"),
    MAIN_MENU.takes(
        MenuLink("diary.tiles", msgid("Log"), 20, "act", "actions"),
        MenuLink("diary.me", msgid("Me"), 50, "me", "me"),
    ),
)
