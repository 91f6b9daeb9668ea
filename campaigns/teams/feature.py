"""What teams set themselves together."""

from campaigns.organizations.desk import JOINED_TEAM, TEAM_PARTS
from campaigns.teams import challenge_file, jobs, personal_data, queries, routes, services, views
from campaigns.teams.resources import TEMPLATES
from civic.feature import Feature
from civic.residents.personal_data import EXPORTERS
from civic.scheduling.jobs import JOBS
from civic.services import AT_START
from civic.web.application import ROUTES
from footprint.actions.pack_checks import PACK_CHECKS
from footprint.rewards.queries import REACHED_TOGETHER

FEATURE = Feature(
    "team challenges",
    ROUTES.takes(routes.blueprint),
    AT_START.takes(TEMPLATES),
    PACK_CHECKS.takes(challenge_file.check_templates),
    TEAM_PARTS.takes(views.team_part),
    JOINED_TEAM.takes(services.count_in),
    EXPORTERS.takes(personal_data.export),
    REACHED_TOGETHER.takes(queries.reached_together),
    JOBS.takes(*jobs.jobs),
)
