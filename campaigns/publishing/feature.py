"""Releases: what the city publishes, built from the ledger and decided given everything ever published."""

from campaigns.indicators.export import RELEASES
from campaigns.publishing import city_routes, jobs, month, queries, verifying
from campaigns.publishing.making import RELEASE_KINDS, RELEASE_TABLES
from civic.accounts.permissions import may_run_city
from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.staff.desk import DESK_LINKS, DeskLink, Room
from civic.web.application import ROUTES
from footprint.ledger.verify import FURTHER_CHECKS

_NAME = msgid("Releases")

FEATURE = Feature(
    "publishing",
    ROUTES.takes(city_routes.blueprint),
    JOBS.takes(*jobs.jobs),
    RELEASE_KINDS.takes(month.MONTHS),
    RELEASE_TABLES.takes(*month.TABLES),
    FURTHER_CHECKS.takes(verifying.check),
    RELEASES.takes(queries.name_for_files),
    DESK_LINKS.takes(
        DeskLink(
            "city_releases.index",
            _NAME,
            Room.FIGURES,
            40,
            "board",
            may_run_city,
            queries.waiting,
            case="city_releases.release",
        )
    ),
)
