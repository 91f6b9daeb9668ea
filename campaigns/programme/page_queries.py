"""What a campaign's page is made from: one statement that names it, and one for its words when it is made anew."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, case, null, or_, select, type_coerce
from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization
from campaigns.programme.models import Campaign, CampaignCount, Participant
from campaigns.programme.panels import Panel
from campaigns.programme.queries import is_run
from campaigns.programme.rules import PUBLIC
from civic.city.text import Text
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.errors import NotFound
from civic.pictures.models import Picture
from civic.residents.identity import ResidentActor


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign as its page needs it: with its organization, its cover's address, how far it has come, and what the
    reader is in it."""

    campaign: Campaign
    organization_slug: str
    organization_name: Text
    cover: str | None
    counted: CampaignCount | None
    participant: Participant | None
    is_run: bool
    """Whether an organization is left that runs it."""

    @property
    def is_participant(self) -> bool:
        return self.participant is not None and self.participant.left_at is None


_reader = bindparam("resident", type_=BigInteger)
_any_campaign = (
    select(Campaign, Organization.slug, Organization.name, Picture.token, CampaignCount, Participant, is_run())
    .join(Organization, Organization.id == Campaign.organization_id)
    .outerjoin(Picture, Picture.id == Campaign.cover_id)
    .outerjoin(CampaignCount, CampaignCount.campaign_id == Campaign.id)
    .outerjoin(Participant, and_(Participant.campaign_id == Campaign.id, Participant.resident_id == _reader))
)
_public = _any_campaign.where(Campaign.slug == bindparam("slug"), Campaign.state.in_(PUBLIC))
_any = _any_campaign.where(Campaign.id == bindparam("id"))


def shown(session: Session, slug: str, resident_id: int | None) -> CampaignView:
    """A public campaign for its page, in one statement.

    Raises:
        NotFound: there is none that everybody may see.
    """
    return _campaign_view(session, _public, resident_id, slug=slug)


def shown_to_organizer(session: Session, campaign_id: int, resident_id: int | None) -> CampaignView:
    """The same for a campaign that need not be public, for its preview."""
    return _campaign_view(session, _any, resident_id, id=campaign_id)


def _campaign_view(
    session: Session, statement: Select[*tuple[Any, ...]], resident_id: int | None, **which: str | int
) -> CampaignView:
    row = session.execute(statement, {"resident": resident_id or 0, **which}).first()
    if row is None:
        raise NotFound()
    return CampaignView(*row)


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What a campaign's page says outside its panels, to be compared: equal facts make the same page, but for the
    reader's own share. `rest` are figures, names and states."""

    campaign_id: int
    state: str
    is_participant: bool
    rest: tuple[Any, ...]

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a campaign's page is made from: what it says itself, and by its name what each panel reads."""

    campaign: CampaignFacts
    lists: dict[str, str]


def facts(
    database: Database, panels: tuple[Panel[Any], ...], slug: str, actor: ResidentActor | None, today: date
) -> PageFacts:
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
    number, state, is_participant, *rest = rows[0]
    said, lists = rest[: -len(panels)], zip(panels, rest[-len(panels) :], strict=True)
    read = {panel.name: rows for panel, rows in lists if rows}
    return PageFacts(CampaignFacts(number, state, bool(is_participant), tuple(said)), read)


@cache
def _facts(panels: tuple[Panel[Any], ...]) -> CompiledQuery:
    taking_part = and_(
        Participant.campaign_id == Campaign.id,
        Participant.resident_id == _reader,
        Participant.left_at.is_(None),
    )
    said = (
        Campaign.id,
        Campaign.state,
        Participant.id.is_not(None),
        Campaign.revision,
        Organization.slug,
        type_coerce(Organization.name, TextColumn),
        Picture.token,
        type_coerce(CampaignCount.counted_at, TextColumn),
        Campaign.crowd_shown,
        is_run(),
    )
    return CompiledQuery(
        select(*said, *(_list_of(panel) for panel in panels))
        .join(Organization, Organization.id == Campaign.organization_id)
        .outerjoin(Picture, Picture.id == Campaign.cover_id)
        .outerjoin(CampaignCount, CampaignCount.campaign_id == Campaign.id)
        .outerjoin(Participant, taking_part)
        .where(Campaign.slug == bindparam("slug"))
    )


def _list_of(panel: Panel[Any]) -> ColumnElement[Any]:
    """What a panel reads, where the campaign is of its kinds."""
    if panel.reads is None:
        return null()
    if panel.kinds is None:
        return panel.reads.column
    return case((or_(*(Campaign.kind == kind for kind in sorted(panel.kinds))), panel.reads.column))
