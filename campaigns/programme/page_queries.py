"""What a campaign's page is made from: one statement that names it, and one for its words when it is made anew."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, case, null, or_, select, type_coerce
from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization
from campaigns.programme.models import Campaign, CampaignProgress, Participant
from campaigns.programme.panels import Panel
from campaigns.programme.queries import is_run
from campaigns.programme.rules import PUBLIC
from civic.city.text import Text
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.errors import NotFound
from civic.pictures.models import Picture
from civic.residents.identity import ResidentActor
from footprint.groups.queries import newest_entry


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign as its page needs it: with its organization, its cover's address, how far it has come, and what the
    reader is in it."""

    campaign: Campaign
    organization_slug: str
    organization_name: Text
    cover: str | None
    progress: CampaignProgress | None
    participant: Participant | None
    is_run: bool
    """Whether an organization is left that runs it."""

    @property
    def is_participant(self) -> bool:
        return self.participant is not None and self.participant.left_at is None


def shown(session: Session, slug: str, resident_id: int | None) -> Shown:
    """A public campaign for its page, in one statement.

    Raises:
        NotFound: there is none that everybody may see.
    """
    return _shown(session, resident_id, Campaign.slug == slug, Campaign.state.in_(PUBLIC))


def shown_to_organizer(session: Session, campaign_id: int, resident_id: int | None) -> Shown:
    """The same for a campaign that need not be public, for its preview."""
    return _shown(session, resident_id, Campaign.id == campaign_id)


def _shown(session: Session, resident_id: int | None, *which: ColumnElement[bool]) -> Shown:
    own = and_(Participant.campaign_id == Campaign.id, Participant.resident_id == (resident_id or 0))
    row = session.execute(
        select(Campaign, Organization.slug, Organization.name, Picture.token, CampaignProgress, Participant, is_run())
        .join(Organization, Organization.id == Campaign.organization_id)
        .outerjoin(Picture, Picture.id == Campaign.cover_id)
        .outerjoin(CampaignProgress, CampaignProgress.campaign_id == Campaign.id)
        .outerjoin(Participant, own)
        .where(*which)
    ).first()
    if row is None:
        raise NotFound()
    return Shown(*row)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page of a campaign is made from, to be compared: equal facts make the same page.

    `rest` are figures, names and states; `lists` what each panel reads, by its name.
    """

    campaign_id: int
    state: str
    is_participant: bool
    own_entry: int | None
    """A participant's youngest entry of the campaign's days: while it is the same, so is their share."""
    rest: tuple[Any, ...]
    lists: tuple[tuple[str, str], ...]

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def shared(self) -> "Facts":
        """What the page says to everybody but for their own share."""
        return replace(self, own_entry=None)


def facts(
    database: Database, panels: tuple[Panel[Any], ...], slug: str, actor: ResidentActor | None, today: date
) -> Facts:
    """What a campaign's page says to a reader, in one statement, whatever the number of participants.

    Raises:
        NotFound: there is no such campaign.
    """
    values = {
        "slug": slug,
        "resident": actor.resident_id if actor else 0,
        "household": actor.household_id if actor else 0,
        "day_number": today.toordinal(),
    }
    rows = database.rows(_facts(panels), values)
    if not rows:
        raise NotFound()
    number, state, is_participant, own_entry, *rest = rows[0]
    said, lists = rest[: -len(panels)], zip(panels, rest[-len(panels) :], strict=True)
    read = tuple((panel.name, rows) for panel, rows in lists if rows)
    return Facts(number, state, bool(is_participant), own_entry, tuple(said), read)


@cache
def _facts(panels: tuple[Panel[Any], ...]) -> CompiledQuery:
    taking_part = and_(
        Participant.campaign_id == Campaign.id,
        Participant.resident_id == _reader,
        Participant.left_at.is_(None),
    )
    newest = newest_entry(_reader, Campaign.starts_on, Campaign.ends_on).correlate(Campaign)
    said = (
        Campaign.id,
        Campaign.state,
        Participant.id.is_not(None),
        case((Participant.id.is_not(None), newest)),
        Campaign.revision,
        Organization.slug,
        type_coerce(Organization.name, TextColumn),
        Picture.token,
        type_coerce(CampaignProgress.counted_at, TextColumn),
        CampaignProgress.crowd_people,
        is_run(),
    )
    return CompiledQuery(
        select(*said, *(_list_of(panel) for panel in panels))
        .join(Organization, Organization.id == Campaign.organization_id)
        .outerjoin(Picture, Picture.id == Campaign.cover_id)
        .outerjoin(CampaignProgress, CampaignProgress.campaign_id == Campaign.id)
        .outerjoin(Participant, taking_part)
        .where(Campaign.slug == bindparam("slug"))
    )


_reader = bindparam("resident", type_=BigInteger)


def _list_of(panel: Panel[Any]) -> ColumnElement[Any]:
    """What a panel reads, where the campaign is of its kinds."""
    if panel.reads is None:
        return null()
    if panel.kinds is None:
        return panel.reads.column
    return case((or_(*(Campaign.kind == kind for kind in sorted(panel.kinds))), panel.reads.column))
