"""Reads of stories."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from campaigns.moderation.models import HiddenAuthor
from campaigns.programme.models import Campaign
from campaigns.stories import rules
from campaigns.stories.models import Story
from civic.accounts.models import Account
from civic.pictures.models import Picture
from civic.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Told:
    """A story as pages show it. `name` is None unless its author wants it shown; `token` "" without a picture."""

    id: int
    author_id: int
    name: str | None
    text: str
    language: str
    shows_name: bool
    token: str
    picture_alt: str
    state: str
    reason: str
    written_at: datetime
    edited_at: datetime | None


def _stories() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Story.id,
        Story.author_id,
        case((Story.shows_name, Account.username)),
        Story.text,
        Story.language,
        Story.shows_name,
        func.coalesce(Picture.token, ""),
        Story.picture_alt,
        Story.state,
        Story.reason,
        Story.written_at,
        Story.edited_at,
    )
    together = (
        select(*columns).join(Resident, Resident.id == Story.author_id).join(Account, Account.id == Resident.account_id)
    )
    return together.outerjoin(Picture, Picture.id == Story.picture_id)


_hidden = select(HiddenAuthor.id).where(
    HiddenAuthor.author_id == Story.author_id,
    HiddenAuthor.scope == case((Story.shows_name, rules.hidden_as(True)), else_=rules.hidden_as(False)),
)


def shown(session: Session, campaign_id: int, reader_id: int | None, *, limit: int, offset: int) -> list[Told]:
    """What everybody can read about a campaign, newest first, without what the reader has hidden."""
    found = _stories().where(Story.campaign_id == campaign_id, Story.state == rules.SHOWN)
    if reader_id is not None:
        found = found.where(~_hidden.where(HiddenAuthor.resident_id == reader_id).exists())
    return [Told(*row) for row in session.execute(found.order_by(Story.id.desc()).limit(limit).offset(offset))]


def by_author(session: Session, campaign_id: int, author_id: int) -> list[Told]:
    """A resident's own stories about a campaign, newest first."""
    found = _stories().where(Story.campaign_id == campaign_id, Story.author_id == author_id)
    return [Told(*row) for row in session.execute(found.order_by(Story.id.desc()))]


def story(session: Session, number: int, campaign_id: int | None = None) -> Told | None:
    """One story, of that campaign if one is given."""
    found = _stories().where(Story.id == number)
    if campaign_id is not None:
        found = found.where(Story.campaign_id == campaign_id)
    row = session.execute(found).first()
    return Told(*row) if row else None


def slug_of(session: Session, number: int) -> str | None:
    """The slug of a story's campaign."""
    return session.scalar(select(Campaign.slug).join(Story, Story.campaign_id == Campaign.id).where(Story.id == number))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """A resident's stories, for the download."""
    rows = session.scalars(select(Story).where(Story.author_id == resident_id).order_by(Story.id))
    return {
        "stories": [
            {
                "campaign": row.campaign_id,
                "text": row.text,
                "shows_name": row.shows_name,
                "picture_alt": row.picture_alt,
                "state": row.state,
                "reason": row.reason,
                "written_at": row.written_at.isoformat(),
                "edited_at": row.edited_at.isoformat() if row.edited_at else None,
            }
            for row in rows
        ]
    }


def tokens(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Tokens of the pictures of these, by number; those without one are missing."""
    found = select(Story.id, Picture.token).join(Picture, Picture.id == Story.picture_id)
    return {row[0]: row[1] for row in session.execute(found.where(Story.id.in_(numbers)))}
