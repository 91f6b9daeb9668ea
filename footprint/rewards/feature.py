"""Badges, levels, weeks in a row with an own goal, weeks in review."""

from civic.errors import msgid
from civic.feature import Feature
from civic.messages.reminders import REMINDERS
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, ME_LINKS, MenuLink
from footprint.actions.pack_checks import PACK_CHECKS
from footprint.diary.panels import DONE_PANELS
from footprint.rewards import jobs, queries, reminding, rewards_file, routes, services, views
from footprint.rewards.resources import REWARDS

_WALL = MenuLink("rewards.wall", msgid("My badges"), 10, "star")

FEATURE = Feature(
    "rewards",
    ROUTES.takes(routes.blueprint),
    AT_START.takes(REWARDS),
    PACK_CHECKS.takes(rewards_file.check_rewards),
    DONE_PANELS.takes(views.done_panel),
    REMINDERS.takes(reminding.due),
    JOBS.takes(*jobs.jobs),
    ERASERS.takes(services.forget),
    EXPORTERS.takes(queries.export),
    ME_LINKS.takes(
        _WALL,
        MenuLink("rewards.review", msgid("My week in review"), 11, "calendar"),
        MenuLink("rewards.goal", msgid("My goal"), 12, "flag"),
    ),
    ACCOUNT_LINKS.takes(_WALL),
)
