"""Thanks: vouchers of local sponsors for residents who try many things, take part and keep at it."""

from campaigns.organizations.desk import DESK_PARTS
from campaigns.thanks import city_routes, desk_routes, jobs, personal_data, queries, routes, services, views
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, ME_LINKS, MenuLink

FEATURE = Feature(
    "thanks",
    ROUTES.takes(routes.blueprint, desk_routes.blueprint, city_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(services.forget_resident),
    EXPORTERS.takes(personal_data.export),
    DESK_PARTS.takes(views.desk_part),
    ME_LINKS.takes(MenuLink("vouchers.index", msgid("Vouchers"), 60, "gift")),
    ACCOUNT_LINKS.takes(MenuLink("vouchers.index", msgid("Vouchers"), 65, "gift")),
    DESK_LINKS.takes(
        DeskLink("city_vouchers.index", msgid("Vouchers"), Room.PROGRAMME, 40, "gift", may_run_city, queries.waiting)
    ),
)
