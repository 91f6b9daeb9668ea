"""Dates, registration, check-in, feedback."""

from campaigns.events import campaign_page, city_routes, door_routes, jobs, personal_data, routes, services
from campaigns.programme.panels import APPOINTMENTS, DATES, DESK_LINKS, OFFERED, PANELS
from civic.accounts.arriving import OUTLIVES_SIGNIN
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.staff import desk
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, ME_LINKS, MenuLink
from footprint.ledger.services import AFTER_UNDO

_CODE = MenuLink("events.code", msgid("My code"), 20, "me")

FEATURE = Feature(
    "events",
    ROUTES.takes(routes.blueprint, city_routes.blueprint, door_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    OUTLIVES_SIGNIN.takes(routes.SCREEN_SEEN),
    AFTER_UNDO.takes(services.entry_undone),
    PANELS.takes(campaign_page.panel),
    DATES.takes(campaign_page.dates),
    OFFERED.takes(campaign_page.offered),
    DESK_LINKS.takes(campaign_page.desk_link),
    desk.DESK_LINKS.takes(
        desk.DeskLink("events_city.month", msgid("Calendar"), desk.Room.PROGRAMME, 15, "calendar", may_run_city)
    ),
    APPOINTMENTS.takes(campaign_page.appointments),
    ACCOUNT_LINKS.takes(_CODE),
    ME_LINKS.takes(_CODE),
)
