"""Teams of the demonstration's organization, there since its first day, two of them side by side on a challenge."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from campaigns.demo.campaigns import the_organizer
from campaigns.demo.scenes import in_all
from campaigns.organizations.models import Organization, Team, TeamMember
from campaigns.teams import services
from campaigns.teams.resources import TEMPLATES
from campaigns.teams.services import Plan
from civic.codes import new_code
from civic.errors import msgid
from civic.residents.models import Resident
from civic.services import Services
from footprint.resources import CATALOGUE

_TEAMS = (
    (msgid("Early birds by the river"), 0.05),
    (msgid("Three hills by bicycle"), 0.04),
    (msgid("Old town on foot"), 0.05),
    (msgid("Market bags at the bridge"), 0.03),
    (msgid("Our own cups"), 0.1),
)
"""What their people call themselves, and the share of the residents who are in each."""
_LEAST = 24
_SET_OUT, _WEEKS = timedelta(days=4), 2


def add_teams(app_services: Services, seed: int, now: datetime) -> None:
    """The account `resident` is in the first one."""
    draw = Random(seed)  # noqa: S311 (no secret: invented people)
    with app_services.database.write() as session:
        organization_id = session.scalars(select(Organization.id).order_by(Organization.id)).first()
        since = session.scalars(select(func.min(Resident.created_at))).one()
        everybody = list(session.scalars(select(Resident.id).order_by(Resident.id)))
        for name, share in _TEAMS:
            team = Team(
                organization_id=organization_id,
                name=in_all(app_services, name).in_(app_services.city.languages[0]),
                code=new_code(10),
                created_at=since,
            )
            session.add(team)
            session.flush()
            first = everybody[:1] if name == _TEAMS[0][0] else []
            chosen = {*first, *draw.sample(everybody, min(len(everybody), max(_LEAST, round(share * len(everybody)))))}
            rows = [{"team_id": team.id, "resident_id": one, "joined_at": since} for one in sorted(chosen)]
            session.execute(insert(TeamMember), rows)
        session.flush()
        _set_out(session, app_services, now - _SET_OUT)


def _set_out(session: Session, app_services: Services, now: datetime) -> None:
    """The first team sets itself something, the second sets out beside it; nothing where the pack has no challenge."""
    template = next(iter(app_services.get(TEMPLATES).values()), None)
    if template is None:
        return
    actor, calendar = the_organizer(session), app_services.calendar
    first, second = session.scalars(select(Team.id).order_by(Team.id).limit(2)).all()
    plan, actions = Plan(template, _WEEKS, None), len(app_services.get(CATALOGUE).actions)
    made = services.start(session, actor, first, plan, actions=actions, calendar=calendar, now=now)
    services.start_beside(session, actor, second, made.code, calendar=calendar, now=now)
