"""How groups of people compare: sub-districts, newcomers, and what features above hand in."""

from civic.errors import msgid
from civic.feature import Feature
from civic.scheduling.jobs import JOBS
from civic.web.application import ROUTES
from footprint.boards.links import BOARD_LINKS, BoardLink
from footprint.group_boards import jobs, places, routes
from footprint.group_boards.kinds import GROUP_KINDS, GroupKind


def _link(kind: GroupKind, order: int, icon: str) -> BoardLink:
    page = kind.page
    return BoardLink(
        "group_boards.board", page.title, page.about, order, icon, {"board": page.address}, of_seasons=True
    )


FEATURE = Feature(
    "group_boards",
    ROUTES.takes(routes.blueprint),
    JOBS.takes(*jobs.jobs),
    GROUP_KINDS.takes(places.subdistricts, places.newcomers),
    BOARD_LINKS.takes(
        BoardLink(
            "group_boards.near_me", msgid("Near me"), msgid("My district and its neighbours, and my teams."), 20, "map"
        ),
        _link(places.subdistricts, 30, "home"),
        _link(places.newcomers, 50, "leaf"),
    ),
)
