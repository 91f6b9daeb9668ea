"""What challenges keep about a resident, handed out. Erasing leaves the anonymous number, as in the ledger: what a team
has reached stays reached."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Team
from campaigns.teams.models import ChallengeMember, TeamChallenge


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """The challenges that a resident counts for, for the download."""
    found = (
        select(
            Team.name,
            TeamChallenge.first_day,
            TeamChallenge.last_day,
            ChallengeMember.since,
            ChallengeMember.reached_on,
        )
        .join(TeamChallenge, TeamChallenge.team_id == Team.id)
        .join(ChallengeMember, ChallengeMember.challenge_id == TeamChallenge.id)
        .where(ChallengeMember.resident_id == resident_id)
        .order_by(TeamChallenge.id)
    )
    return {
        "team_challenges": [
            {
                "team": row.name,
                "first_day": row.first_day.isoformat(),
                "last_day": row.last_day.isoformat(),
                "since": row.since.isoformat(),
                "reached_on": row.reached_on and row.reached_on.isoformat(),
            }
            for row in session.execute(found)
        ]
    }
