"""Tracked invitation links: whoever comes by one is counted once a visit, and remembered until they join."""

from typing import Any

from flask import request, session
from sqlalchemy import update
from sqlalchemy.orm import Session

from campaigns.programme import queries
from campaigns.programme.models import Campaign, TrackedLink
from civic.web.context import read_session, write_together

VIA, _CODE_MAX = "via", 20
"""Where the session keeps [campaign, code] of the link that brought this browser."""


def note_arrival(campaign_id: int) -> None:
    """Counts a visit by a tracked link, once a browser, and remembers the link."""
    code = request.args.get(VIA, "")[:_CODE_MAX]
    if not code or session.get(VIA) == [campaign_id, code]:
        return
    link = queries.link_by_code(read_session(), code)
    if link is None or link.campaign_id != campaign_id:
        return
    session[VIA] = [campaign_id, code]
    number = link.id
    write_together(lambda writer: _count_view(writer, number))


def _count_view(writer: Session, link_id: int) -> None:
    writer.execute(update(TrackedLink).where(TrackedLink.id == link_id).values(views=TrackedLink.views + 1))


def link_of(campaign: Campaign) -> int | None:
    """The number of the link that brought this browser to the campaign."""
    kept: Any = session.get(VIA)
    if not isinstance(kept, list) or len(kept) != 2 or kept[0] != campaign.id:
        return None
    link = queries.link_by_code(read_session(), str(kept[1]))
    return link.id if link else None
