"""Teams as groups that are compared: who counts for a team, and who is new in one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import String, and_, cast, literal, or_, select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization, Team, TeamMember
from campaigns.organizations.rules import SETTLES_AFTER, SIZE_CLASSES, settles_at
from civic.city.pack import City
from civic.city.text import Text
from civic.errors import msgid
from footprint.group_boards.kinds import BoardPage, GroupKind, Pairs, Season
from footprint.group_boards.queries import counts_already

_KIND, _NEWCOMERS = "team", "newcomers"
_team_id = cast(Team.id, String)


def _joining(session: Session, season: Season, now: datetime) -> Sequence[Pairs]:
    """Each team's members once it has settled in the season; then whoever has come to
    such a team since and counts for none."""
    return [_settled_before(season), *_settling(session, season, now), _new_in_teams(season, now)]


def _settled_before(season: Season) -> Pairs:
    """Of the teams that were there before the season."""
    return _members_at(season.begins, season).where(Team.created_at <= season.begins - SETTLES_AFTER)


def _settling(session: Session, season: Season, now: datetime) -> Iterator[Pairs]:
    """Of each team that was made in the season and has settled by now."""
    young = select(Team.id, Team.created_at).where(Team.created_at > season.begins - SETTLES_AFTER)
    for team_id, created_at in session.execute(young).all():
        instant = settles_at(created_at, season.begins)
        if instant <= now:
            yield _members_at(instant, season).where(Team.id == team_id)


def _members_at(instant: datetime, season: Season) -> Pairs:
    """The members of open teams at an instant, of teams of which nobody counts yet in the season."""
    return (
        select(_team_id, TeamMember.resident_id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(
            TeamMember.joined_at <= instant,
            or_(TeamMember.left_at.is_(None), TeamMember.left_at > instant),
            or_(Team.closed_at.is_(None), Team.closed_at > instant),
            ~counts_already(_KIND, season, group_id=_team_id),
        )
    )


def _new_in_teams(season: Season, now: datetime) -> Pairs:
    is_known = counts_already(_KIND, season, resident_id=TeamMember.resident_id)
    return (
        select(literal(_NEWCOMERS), TeamMember.resident_id)
        .join(Team, and_(Team.id == TeamMember.team_id, counts_already(_KIND, season, group_id=_team_id)))
        .where(TeamMember.joined_at <= now, TeamMember.left_at.is_(None), ~is_known)
        .distinct()
    )


def _names(session: Session, city: City) -> Mapping[str, Text]:
    """Every team with its organization."""
    found = select(_team_id, Team.name, Organization.name).join(Organization, Organization.id == Team.organization_id)
    names = {team_id: _full(organization, team, city) for team_id, team, organization in session.execute(found)}
    return {**names, _NEWCOMERS: Text({})}


def _full(organization: Text, team: str, city: City) -> Text:
    return Text({language: f"{organization.in_(language)} · {team}" for language in city.languages})


teams = GroupKind(
    id=_KIND,
    page=BoardPage(
        address="teams",
        title=msgid("Teams"),
        about=msgid("What teams of about the same size save for each of their members."),
        per=msgid("per member"),
        people=msgid("members"),
        others=msgid("More teams"),
        beside=msgid("New in teams this season"),
        sizes={
            "small": msgid("up to 29 members"),
            "medium": msgid("30 to 99 members"),
            "large": msgid("100 members or more"),
        },
        rules=(
            msgid(
                "A team counts with those who were in it when the season began, a newer team a week after it was made."
            ),
            msgid(
                "Who leaves or is taken out counts on until the season is over: nobody gains by sending the idle away."
            ),
            msgid("Whoever came later stands in the newcomers’ row, and counts for the team from the next season on."),
        ),
    ),
    names=_names,
    joining=_joining,
    size_classes=SIZE_CLASSES,
    beside=_NEWCOMERS,
)
