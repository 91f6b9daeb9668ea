"""Teams of the demonstration's organization, there since its first day."""

from datetime import datetime
from random import Random

from sqlalchemy import func, insert, select

from campaigns.demo.scenes import in_all
from campaigns.organizations.models import Organization, Team, TeamMember
from civic.codes import new_code
from civic.errors import msgid
from civic.residents.models import Resident
from civic.services import Services

_TEAMS = (
    (msgid("Early birds by the river"), 0.05),
    (msgid("Three hills by bicycle"), 0.04),
    (msgid("Old town on foot"), 0.05),
    (msgid("Market bags at the bridge"), 0.03),
    (msgid("Our own cups"), 0.1),
)
"""What their people call themselves, and the share of the residents who are in each."""
_LEAST = 24


def add_teams(app_services: Services, seed: int, _now: datetime) -> None:
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
