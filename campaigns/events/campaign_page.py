"""What events show on a campaign's page and desk, and in its calendar file."""

from collections.abc import Iterable, Sequence

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.events import queries, views
from campaigns.programme.models import Campaign
from campaigns.programme.panels import (
    Appointment,
    CampaignPage,
    DeskLink,
    Panel,
)
from civic.language.locale import gettext
from civic.web.templating import in_language

_SHOWN = 4


def _panel(page: CampaignPage, found: Sequence[queries.EventForReader]) -> Markup | None:
    """The campaign's events with the reader's part in each: what comes first, what was folded away."""
    if not found:
        return None
    shown = [views.line(one, page.campaign, page.now) for one in queries.in_order(found)]
    coming = [one for one in shown if not one["is_over"]]
    html = render_template(
        "campaigns/events/_panel.html",
        next=coming[:_SHOWN],
        later=coming[_SHOWN:],
        past=[one for one in reversed(shown) if one["is_over"]],
    )
    return Markup(html)  # noqa: S704 (rendered by our own template)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    yield DeskLink(
        url_for("event_desk.index", slug=campaign.slug),
        gettext("Events and check-in"),
        "calendar",
        gettext("Dates, registrations, checking in, feedback"),
        order=30,
    )


def appointments(session: Session, campaign: Campaign) -> Iterable[Appointment]:
    for one in queries.events_of(session, campaign.id, None):
        event = one.event
        yield Appointment(
            f"event-{event.id}",
            in_language(event.name),
            in_language(event.place),
            event.starts_at,
            event.ends_at,
            event.cancelled_at is not None,
        )


panel = Panel("events", None, _panel, order=30, reads=queries.lines)
