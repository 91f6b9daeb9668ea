"""What is looked at before it is public."""

from campaigns.moderation import jobs, moderating, personal_data, queries, routes, views
from campaigns.moderation.services import DECIDERS
from civic.accounts.permissions import may_moderate
from civic.errors import msgid
from civic.feature import Feature
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.staff.desk import DESK_LINKS, RESIDENT_PARTS, DeskLink, Room
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, MenuLink
from footprint.integrity.services import DESKS
from footprint.ledger.seasons import STAYS_OPEN

FEATURE = Feature(
    "moderation",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    DECIDERS.takes(moderating.decider),
    DESKS.takes(moderating.desk),
    STAYS_OPEN.takes(queries.appealed_seasons),
    ERASERS.takes(personal_data.forget),
    EXPORTERS.takes(personal_data.export),
    ACCOUNT_LINKS.takes(MenuLink("moderation.mine", msgid("Reviews and appeals"), 80, "scale")),
    RESIDENT_PARTS.takes(views.part_for_staff),
    DESK_LINKS.takes(
        DeskLink(
            "moderation.queue",
            msgid("Moderation"),
            Room.WAITING,
            10,
            "scale",
            may_moderate,
            queries.waiting,
            case="moderation.case",
        )
    ),
)
