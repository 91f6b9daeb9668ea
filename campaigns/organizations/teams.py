"""Teams of an organization and their parts: made and kept by its organizers, joined by whoever has the code."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from campaigns.organizations import queries, rules
from campaigns.organizations.desk import JOINED_TEAM
from campaigns.organizations.models import Organization, Team, TeamMember
from campaigns.organizations.services import locked
from civic.codes import new_code
from civic.errors import Conflict, Forbidden, Invalid, NotFound
from civic.feature import Registry
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident


def create(
    session: Session, actor: ResidentActor, organization_id: int, parent_id: int | None, name: str, now: datetime
) -> Team:
    """A new team, or a part of one.

    Raises:
        NotFound: the actor does not act for the organization.
        Invalid: a name that a neighbouring team has, or a part of what is itself a part.
        Conflict: there are too many.
    """
    _locked_organization(session, actor, organization_id, now)
    if parent_id is not None:
        parent = session.get(Team, parent_id)
        if parent is None or parent.organization_id != organization_id or parent.closed_at is not None:
            raise Invalid("Please choose one of your open teams.", field="parent")
        if parent.parent_id is not None:
            raise Invalid("A part of a team has no parts of its own.", field="parent")
    count = session.scalar(select(func.count()).where(Team.organization_id == organization_id)) or 0
    if count >= rules.TEAMS_MAX:
        raise Conflict("An organization has at most %(most)s teams.", most=rules.TEAMS_MAX)
    _check_name(session, organization_id, parent_id, name, None)
    team = Team(
        organization_id=organization_id,
        parent_id=parent_id,
        name=name,
        code=new_code(rules.TEAM_CODE_LENGTH),
        created_at=now,
    )
    session.add(team)
    session.flush()
    return team


def rename(session: Session, actor: ResidentActor, team_id: int, name: str, now: datetime) -> None:
    """Another name.

    Raises:
        NotFound: no such open team of an organization that the actor acts for.
        Invalid: a neighbouring team has that name.
    """
    team = _open_team(session, actor, team_id, now)
    _check_name(session, team.organization_id, team.parent_id, name, team.id)
    team.name = name


def renew_code(session: Session, actor: ResidentActor, team_id: int, now: datetime) -> None:
    """Another code: the old link and its QR lead nowhere; members stay.

    Raises:
        NotFound: no such open team of an organization that the actor acts for.
    """
    _open_team(session, actor, team_id, now).code = new_code(rules.TEAM_CODE_LENGTH)


def close(session: Session, actor: ResidentActor, team_id: int, now: datetime) -> None:
    """Closes a team with its parts: nobody joins any more, who was in it stays known to campaigns of the past.

    Raises:
        NotFound: no such open team of an organization that the actor acts for.
    """
    team = _open_team(session, actor, team_id, now)
    family = or_(Team.id == team.id, Team.parent_id == team.id)
    session.execute(update(Team).where(family, Team.closed_at.is_(None)).values(closed_at=now))


def join(session: Session, registry: Registry, actor: ResidentActor, code: str, now: datetime) -> Team:
    """Into the team with that code; somebody who left comes back, once more changes nothing.

    Raises:
        NotFound: no open team of an approved organization has that code.
        Forbidden: organizers have sent the actor away, and the code is still the same.
    """
    session.scalars(select(Resident.id).where(Resident.id == actor.resident_id).with_for_update(key_share=True)).one()
    found = queries.team_by_code(session, code)
    if found is None:
        raise NotFound("No team has this code (any more). Please ask for a new link.")
    member = session.get(TeamMember, (found.team.id, actor.resident_id))
    if member is None:
        session.add(TeamMember(team_id=found.team.id, resident_id=actor.resident_id, joined_at=now))
    elif member.barred_code == found.team.code:
        raise Forbidden("Its organizers have taken you out of this team. Please ask them for a new link.")
    elif member.left_at is not None:
        member.joined_at, member.left_at, member.barred_code = now, None, None
    else:
        return found.team
    session.flush()
    for joined in registry.all(JOINED_TEAM):
        joined(session, found.team.id, actor.resident_id, now)
    return found.team


def leave(session: Session, resident_id: int, team_id: int, now: datetime) -> TeamMember:
    """Out of a team.

    Raises:
        NotFound: the resident is not in it.
    """
    member = session.get(TeamMember, (team_id, resident_id), with_for_update={"key_share": True})
    if member is None or member.left_at is not None:
        raise NotFound()
    member.left_at, member.is_captain = now, False
    return member


def send_away(session: Session, actor: ResidentActor, team_id: int, resident_id: int, now: datetime) -> None:
    """An organizer takes somebody out of a team: a stranger who found the link. They come back by another code only.

    Raises:
        NotFound: no such open team of an organization that the actor acts for, or nobody like that in it.
    """
    team = _open_team(session, actor, team_id, now)
    leave(session, resident_id, team_id, now).barred_code = team.code


def name_captain(
    session: Session, actor: ResidentActor, team_id: int, resident_id: int, now: datetime, *, is_captain: bool
) -> None:
    """An organizer says that a member is a captain, or no longer.

    Raises:
        NotFound: no such open team of an organization that the actor acts for, or nobody like that in it.
    """
    _open_team(session, actor, team_id, now)
    member = session.get(TeamMember, (team_id, resident_id), with_for_update={"key_share": True})
    if member is None or member.left_at is not None:
        raise NotFound()
    member.is_captain = is_captain


def _locked_organization(session: Session, actor: ResidentActor, organization_id: int, now: datetime) -> Organization:
    organization = locked(session, organization_id)
    if not queries.is_organizer(session, actor.resident_id, organization_id, now):
        raise NotFound()
    return organization


def _open_team(session: Session, actor: ResidentActor, team_id: int, now: datetime) -> Team:
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound()
    _locked_organization(session, actor, team.organization_id, now)
    session.refresh(team, with_for_update={"key_share": True})
    if team.closed_at is not None:
        raise NotFound()
    return team


def _check_name(session: Session, organization_id: int, parent_id: int | None, name: str, own_id: int | None) -> None:
    siblings = select(Team.id).where(
        Team.organization_id == organization_id,
        Team.parent_id == parent_id if parent_id else Team.parent_id.is_(None),
        Team.name == name,
        Team.closed_at.is_(None),
    )
    if any(known != own_id for known in session.scalars(siblings)):
        raise Invalid("There is a team of this name already.", field="name")
